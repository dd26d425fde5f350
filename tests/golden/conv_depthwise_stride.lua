-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{24, 13, 13}
local x1 = x0:conv{24, kernel = 3, stride = 2, pad = 1, groups = 24, name = "conv1"}
return x1
