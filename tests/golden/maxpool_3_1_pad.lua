-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{3, 7, 7}
local x1 = x0:maxpool{3, stride = 1, pad = 1}
return x1
