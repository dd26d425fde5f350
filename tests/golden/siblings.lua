-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{17, 9, 8}
local x1 = x0:conv{16, kernel = 1, name = "conv1"}
local x2 = x1:relu()
local x3 = x0:conv{24, kernel = 1, name = "conv2"}
local x4 = x3:relu()
local x5 = x4:conv{16, kernel = 3, pad = 1, name = "conv3"}
local x6 = x0:conv{32, kernel = 1, name = "conv4"}
local x7 = x6:relu()
local x8 = x7:maxpool{3, stride = 1, pad = 1}
local x9 = cnn.concat{x2, x5, x8}
return x9
