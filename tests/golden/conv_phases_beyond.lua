-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{32, 16, 24}
local x1 = x0:conv{16, kernel = 5, stride = 2, pad = 2, name = "conv1"}
return x1
