-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{16, 8, 8}
local x1 = x0:conv{16, kernel = 3, pad = 1, groups = 16, name = "conv1"}
local x2 = x1:relu6()
local x3 = x2:conv{24, kernel = 1, name = "conv2"}
local x4 = x3:relu6()
return x4
