-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{16, 7, 7}
local x1 = x0:conv{16, kernel = 1, name = "conv1"}
local x2 = x1:relu()
local x3 = x0:conv{8, kernel = 1, name = "conv2"}
local x4 = x3:relu()
local x5 = x4:conv{24, kernel = 3, pad = 1, name = "conv3"}
local x6 = x5:relu()
local x7 = x0:conv{8, kernel = 1, name = "conv4"}
local x8 = x7:conv{8, kernel = 5, pad = 2, name = "conv5"}
local x9 = x8:relu()
local x10 = x0:maxpool{3, stride = 1, pad = 1}
local x11 = x10:conv{8, kernel = 1, name = "conv6"}
local x12 = x11:relu()
local x13 = cnn.concat{x2, x6, x9, x12}
return x13
