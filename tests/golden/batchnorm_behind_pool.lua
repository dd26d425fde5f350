-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{16, 9, 9}
local x1 = x0:maxpool{3, stride = 2}
local x2 = x1:batchnorm{name = "batchnorm1"}
local x3 = x2:conv{17, kernel = 1, name = "conv1"}
return x3
