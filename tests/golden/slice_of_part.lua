-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{6, 5, 5}
local x1 = x0:conv{32, kernel = 1, name = "conv1"}
local x2 = x0:conv{16, kernel = 1, name = "conv2"}
local x3 = x2 .. x1
local x4 = x3:conv{5, kernel = 1, name = "conv3"}
local x5 = x1:slice{5, before = 16}
local x6 = x5:relu()
local x7 = x4 + x6
return x7
