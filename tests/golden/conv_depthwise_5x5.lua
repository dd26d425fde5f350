-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{16, 9, 8}
local x1 = x0:conv{16, kernel = 5, pad = 2, groups = 16, bias = false, name = "conv1"}
return x1
