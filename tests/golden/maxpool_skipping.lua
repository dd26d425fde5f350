-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{16, 13, 13}
local x1 = x0:maxpool{2, stride = 5}
return x1
