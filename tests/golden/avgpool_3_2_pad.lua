-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{17, 11, 11}
local x1 = x0:avgpool{3, stride = 2, pad = 1}
return x1
