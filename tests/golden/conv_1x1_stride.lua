-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{32, 9, 9}
local x1 = x0:conv{48, kernel = 1, stride = 2, bias = false, name = "conv1"}
return x1
