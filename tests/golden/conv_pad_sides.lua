-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{3, 8, 9}
local x1 = x0:conv{16, kernel = 3, pad = {0, 1, 2, 0}, name = "conv1"}
return x1
