-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{32, 8, 8}
local x1 = x0:avgpool{3, stride = 1, pad = 1}
local x2 = x1:conv{16, kernel = 1, name = "conv1"}
local x3 = x2 .. x1
return x3
