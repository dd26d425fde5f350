-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{32, 21, 30}
local x1 = x0:conv{3, kernel = {3, 2}, stride = {2, 1}, pad = 1, dilation = {1, 2}, name = "conv1"}
local x2 = x0:conv{3, kernel = 1, stride = {2, 1}, name = "conv2"}
local x3 = x1 + x2
local x4 = x3:relu()
return x4
