-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{3, 12, 12}
local x1 = x0:conv{17, kernel = 3, name = "conv1"}
local x2 = x1:relu()
local x3 = x2:maxpool{3, stride = 2}
local x4 = x3:conv{8, kernel = 3, name = "conv2"}
return x4
