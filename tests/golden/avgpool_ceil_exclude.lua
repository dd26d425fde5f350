-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{24, 8, 7}
local x1 = x0:avgpool{3, stride = 2, pad = 1, ceil_mode = true, count_include_pad = false}
return x1
