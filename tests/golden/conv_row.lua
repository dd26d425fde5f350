-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{16, 1, 40}
local x1 = x0:conv{16, kernel = {1, 3}, pad = {0, 1}, name = "conv1"}
return x1
