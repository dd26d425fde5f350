-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{16, 5, 5}
local x1 = x0:maxpool{1, stride = 2}
return x1
