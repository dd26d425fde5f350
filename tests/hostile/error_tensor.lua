-- expect: the error is a tensor, not a string
local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
error(x) -- here
