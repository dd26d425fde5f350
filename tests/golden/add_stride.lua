-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{16, 9, 9}
local x1 = x0:conv{32, kernel = 3, stride = 2, pad = 1, name = "conv1"}
local x2 = x1:relu()
local x3 = x2:conv{32, kernel = 3, pad = 1, name = "conv2"}
local x4 = x0:conv{32, kernel = 1, stride = 2, bias = false, name = "conv3"}
local x5 = x3 + x4
local x6 = x5:relu()
return x6
