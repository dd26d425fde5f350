-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{16, 5, 5}
local x1 = x0:relu()
local x2 = x1 * 0.5
local x3 = x2:conv{16, kernel = 1, name = "conv1"}
local x4 = x3 + x2
return x4
