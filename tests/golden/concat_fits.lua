-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{16, 5, 5}
local x1 = x0:conv{16, kernel = 1, name = "conv1"}
local x2 = x0:conv{32, kernel = 3, pad = 1, name = "conv2"}
local x3 = x1 .. x2
local x4 = x3:conv{8, kernel = 1, name = "conv3"}
return x4
