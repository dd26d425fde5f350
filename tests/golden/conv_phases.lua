-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{64, 16, 32}
local x1 = x0:conv{16, kernel = 4, stride = 2, pad = 1, name = "conv1"}
local x2 = x1:relu()
return x2
