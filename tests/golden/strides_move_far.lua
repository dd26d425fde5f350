-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{16, 23, 23}
local x1 = x0:conv{16, kernel = 1, name = "conv1"}
local x2 = x1:relu()
local x3 = x2:conv{8, kernel = 1, name = "conv2"}
local x4 = x3:relu()
local x5 = x4:conv{8, kernel = 3, pad = 1, name = "conv3"}
local x6 = x5:relu()
local x7 = x6:conv{16, kernel = 1, name = "conv4"}
local x8 = x7 + x2
local x9 = x8:relu()
local x10 = x9:conv{24, kernel = 1, stride = 2, name = "conv5"}
local x11 = x10:relu()
local x12 = x9:conv{24, kernel = 1, stride = 2, name = "conv6"}
local x13 = x11 + x12
return x13
