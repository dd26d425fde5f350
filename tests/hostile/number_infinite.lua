-- expect: mul: the constant is not a number up to 1e30
local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return x / 0 -- here
