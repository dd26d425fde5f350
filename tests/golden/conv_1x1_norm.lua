-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{150, 5, 7}
local x1 = x0:batchnorm{name = "batchnorm1"}
local x2 = x1:relu()
local x3 = x2:conv{264, kernel = 1, stride = 2, name = "conv1"}
return x3
