-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{17, 7, 7}
local x1 = x0:conv{8, kernel = 2, stride = 2, pad = {1, 1, 0, 0}, name = "conv1"}
return x1
