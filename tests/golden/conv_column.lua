-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{6, 40, 1}
local x1 = x0:conv{16, kernel = {3, 1}, pad = {1, 0}, name = "conv1"}
return x1
