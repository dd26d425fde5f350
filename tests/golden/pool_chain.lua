-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{16, 20, 20}
local x1 = x0:maxpool{2}
local x2 = x1:avgpool{3, stride = 1, pad = 1}
local x3 = x2:maxpool{3, stride = 2, ceil_mode = true}
return x3
