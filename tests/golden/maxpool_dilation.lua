-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{16, 11, 11}
local x1 = x0:maxpool{3, stride = 1, dilation = 2}
return x1
