-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{16, 11, 10}
local x1 = x0:conv{16, kernel = 3, pad = 2, dilation = 2, name = "conv1"}
return x1
