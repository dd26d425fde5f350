-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{16, 9, 9}
local x1 = x0:maxpool{3, stride = 2}
local x2 = x1:relu()
return x2
