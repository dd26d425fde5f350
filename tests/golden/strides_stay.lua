-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{8, 13, 13}
local x1 = x0:conv{8, kernel = 3, pad = 1, name = "conv1"}
local x2 = x1:relu()
local x3 = x0:conv{8, kernel = 3, pad = 1, name = "conv2"}
local x4 = x3:relu()
local x5 = x0:conv{8, kernel = 3, pad = 1, name = "conv3"}
local x6 = x5:relu()
local x7 = x0:conv{8, kernel = 3, pad = 1, name = "conv4"}
local x8 = x7:relu()
local x9 = x2:conv{9, kernel = 1, stride = 2, name = "conv5"}
local x10 = x2:conv{9, kernel = 3, stride = 2, pad = 1, name = "conv6"}
local x11 = x9 + x10
local x12 = x4:conv{4, kernel = 1, stride = 2, name = "conv7"}
local x13 = x4:conv{4, kernel = 1, stride = 3, name = "conv8"}
local x14 = x6:conv{4, kernel = 1, stride = 2, pad = 1, name = "conv9"}
local x15 = x8:conv{4, kernel = 1, stride = 2, name = "conv10"}
return {a = x11, b = x12, c = x13, d = x14, e = x8, f = x15}
