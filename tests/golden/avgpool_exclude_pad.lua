-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{6, 7, 8}
local x1 = x0:avgpool{3, stride = 1, pad = 1, count_include_pad = false}
return x1
