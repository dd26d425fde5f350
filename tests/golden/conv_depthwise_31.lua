-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{31, 7, 9}
local x1 = x0:conv{31, kernel = 3, pad = 1, groups = 31, name = "conv1"}
return x1
