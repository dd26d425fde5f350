-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{16, 6, 6}
local x1 = x0:conv{16, kernel = 1, name = "conv1"}
local x2 = x1:relu()
local x3 = x2:conv{8, kernel = 3, name = "conv2"}
local x4 = x0:conv{16, kernel = 1, name = "conv3"}
local x5 = x4:relu6()
local x6 = x5:conv{8, kernel = 3, name = "conv4"}
local x7 = x3 + x6
local x8 = x0:conv{17, kernel = 1, bias = false, name = "conv5"}
local x9 = x8:relu()
local x10 = x9:conv{8, kernel = 3, name = "conv6"}
local x11 = x7 + x10
local x12 = x0:conv{5, kernel = 1, name = "conv7"}
local x13 = x12:relu()
local x14 = x13:conv{8, kernel = 3, name = "conv8"}
local x15 = x11 + x14
return x15
