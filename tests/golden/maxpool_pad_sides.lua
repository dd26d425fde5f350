-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{8, 7, 7}
local x1 = x0:maxpool{3, stride = 2, pad = {0, 1, 1, 0}}
return x1
