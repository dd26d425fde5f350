-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{17, 14, 9}
local x1 = x0:conv{31, kernel = {5, 2}, stride = {3, 1}, name = "conv1"}
return x1
