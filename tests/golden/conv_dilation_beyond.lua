-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{32, 7, 5}
local x1 = x0:conv{16, kernel = 3, pad = 6, dilation = 6, name = "conv1"}
return x1
