-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{16, 14, 14}
local x1 = x0:conv{16, kernel = 2, stride = 4, name = "conv1"}
return x1
