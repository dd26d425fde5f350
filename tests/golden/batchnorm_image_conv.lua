-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{3, 8, 8}
local x1 = x0:batchnorm{name = "batchnorm1"}
local x2 = x1:conv{16, kernel = 3, pad = 1, name = "conv1"}
return x2
