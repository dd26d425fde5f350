-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{16, 8, 8}
local x1 = x0:avgpool{3, stride = 2, ceil_mode = true}
return x1
