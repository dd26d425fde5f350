-- expect: -D size=99999999999999999999: not a whole number from 1 to 65536
-- args: -D size=99999999999999999999
local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return x
