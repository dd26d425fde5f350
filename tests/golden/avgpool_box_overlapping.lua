-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{3, 13, 12}
local x1 = x0:conv{40, kernel = 3, dilation = 2, name = "conv1"}
local x2 = x1:avgpool{3, stride = 2}
return x2
