-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{64, 8, 11}
local x1 = x0:conv{16, kernel = 7, pad = 3, name = "conv1"}
local x2 = x1:relu()
return x2
