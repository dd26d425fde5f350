-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{12, 19, 22}
local x1 = x0:conv{24, kernel = 3, pad = 1, name = "conv1"}
local x2 = x1:relu()
local x3 = x2:conv{16, kernel = 1, stride = {2, 3}, name = "conv2"}
local x4 = x3:relu()
return x4
