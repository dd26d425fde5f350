-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{40, 9, 8}
local x1 = x0:avgpool{3, stride = 1, pad = 1}
local x2 = x1:conv{17, kernel = 1, name = "conv1"}
local x3 = x2:relu()
return x3
