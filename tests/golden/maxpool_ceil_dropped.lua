-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{3, 4, 5}
local x1 = x0:maxpool{2, stride = 3, pad = 1, ceil_mode = true}
return x1
