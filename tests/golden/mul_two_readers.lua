-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{8, 6, 6}
local x1 = x0:relu()
local x2 = x1 * 2
local x3 = x2:conv{8, kernel = 3, name = "conv1"}
local x4 = x2:conv{16, kernel = 3, name = "conv2"}
local x5 = x3 .. x4
return x5
