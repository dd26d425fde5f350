-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{8, 9, 9}
local x1 = x0:conv{16, kernel = 2, name = "conv1"}
local x2 = x1:tanh()
local x3 = x2:avgpool{2}
local x4 = x2:maxpool{2}
local x5 = x3 .. x4
return x5
