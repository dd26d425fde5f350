-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{3, 7, 7}
local x1 = x0:conv{17, kernel = 3, bias = false, name = "conv1"}
local x2 = x1:batchnorm{name = "batchnorm1"}
local x3 = x2:relu()
return x3
