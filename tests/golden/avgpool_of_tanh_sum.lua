-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{16, 8, 8}
local x1 = x0:conv{16, kernel = 3, pad = 1, name = "conv1"}
local x2 = x1 + x0
local x3 = x2:tanh()
local x4 = x3:avgpool{2}
return x4
