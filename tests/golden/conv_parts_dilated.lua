-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{32, 18, 21}
local x1 = x0:conv{16, kernel = 6, pad = 5, dilation = 2, name = "conv1"}
return x1
