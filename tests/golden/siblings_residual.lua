-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{16, 6, 6}
local x1 = x0:conv{16, kernel = 1, name = "conv1"}
local x2 = x1 + x0
local x3 = x2:conv{8, kernel = 1, name = "conv2"}
local x4 = x0:conv{16, kernel = 1, name = "conv3"}
local x5 = x4:conv{8, kernel = 1, name = "conv4"}
local x6 = x3 + x5
return x6
