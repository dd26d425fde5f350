-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{6, 9, 11}
local x1 = x0:conv{17, kernel = {3, 5}, pad = {1, 2}, name = "conv1"}
return x1
