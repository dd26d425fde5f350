-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{16, 5, 5}
local x1 = x0:conv{8, kernel = 1, name = "conv1"}
local x2 = x0 .. x1
local x3 = x2:batchnorm{name = "batchnorm1"}
local x4 = x3:relu()
local x5 = x4:conv{8, kernel = 1, name = "conv2"}
return x5
