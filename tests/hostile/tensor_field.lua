-- expect: no operator "chanels"
local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
print(x.chanels) -- here
