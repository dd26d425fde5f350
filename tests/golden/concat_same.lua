-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{16, 5, 5}
local x1 = x0:conv{16, kernel = 1, name = "conv1"}
local x2 = x1 .. x1
local x3 = x2:conv{17, kernel = 3, name = "conv2"}
return x3
