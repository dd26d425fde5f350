-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{3, 7, 7}
local x1 = x0:avgpool{4, stride = 3, pad = 2, ceil_mode = true}
return x1
