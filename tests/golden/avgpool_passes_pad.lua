-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{17, 9, 8}
local x1 = x0:conv{16, kernel = 1, bias = false, name = "conv1"}
local x2 = x1:avgpool{3, stride = 2, pad = 1}
return x2
