-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{16, 8, 8}
local x1 = x0:conv{16, kernel = 1, stride = 2, name = "conv1"}
local x2 = x1:conv{8, kernel = 3, name = "conv2"}
local x3 = x0:conv{16, kernel = 1, stride = 2, name = "conv3"}
local x4 = x3:conv{8, kernel = 3, name = "conv4"}
local x5 = x2 + x4
return x5
