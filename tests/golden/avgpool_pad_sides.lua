-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{8, 7, 7}
local x1 = x0:avgpool{4, stride = 2, pad = {1, 2, 0, 1}}
return x1
