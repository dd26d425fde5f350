-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{6, 6, 6}
local x1 = x0:conv{3, kernel = 3, table = {{0, 5}, {1, 2, 3}, {4}}, name = "conv1"}
local x2 = x1:batchnorm{name = "batchnorm1"}
return x2
