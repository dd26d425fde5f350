-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{3, 13, 17}
local x1 = x0:conv{16, kernel = 3, stride = {1, 2}, pad = 1, name = "conv1"}
return x1
