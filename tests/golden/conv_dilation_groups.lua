-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{16, 9, 9}
local x1 = x0:conv{16, kernel = 3, pad = 4, dilation = 4, groups = 2, name = "conv1"}
return x1
