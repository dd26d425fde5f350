-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{16, 4, 4}
local x1 = x0:conv{17, kernel = 1, name = "conv1"}
local x2 = x0 .. x1
local x3 = x2:sigmoid()
return x3
