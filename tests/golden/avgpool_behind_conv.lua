-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{1, 14, 14}
local x1 = x0:conv{6, kernel = 5, name = "conv1"}
local x2 = x1:tanh()
local x3 = x2:avgpool{2}
local x4 = x3:conv{16, kernel = 3, name = "conv2"}
return x4
