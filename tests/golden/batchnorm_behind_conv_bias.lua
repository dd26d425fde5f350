-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{16, 7, 7}
local x1 = x0:conv{16, kernel = 3, name = "conv1"}
local x2 = x1:batchnorm{eps = 0.001, name = "batchnorm1"}
return x2
