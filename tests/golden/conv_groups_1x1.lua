-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{32, 5, 5}
local x1 = x0:conv{32, kernel = 1, groups = 4, name = "conv1"}
return x1
