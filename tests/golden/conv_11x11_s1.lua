-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{3, 13, 12}
local x1 = x0:conv{8, kernel = 11, stride = 1, pad = 5, name = "conv1"}
return x1
