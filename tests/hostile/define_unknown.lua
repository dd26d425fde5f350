-- expect: -D a\nb=c: the network has no parameter "a\nb"
-- args: -D a\nb=c
-- line: 0
local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return x
