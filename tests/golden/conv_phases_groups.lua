-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{96, 14, 14}
local x1 = x0:conv{64, kernel = 4, stride = 2, pad = 1, groups = 2, name = "conv1"}
return x1
