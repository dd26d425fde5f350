-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{17, 8, 8}
local x1 = x0:maxpool{2}
local x2 = x0:avgpool{2}
local x3 = x0:conv{16, kernel = 2, stride = 2, name = "conv1"}
local x4 = cnn.concat{x1, x2, x3}
return x4
