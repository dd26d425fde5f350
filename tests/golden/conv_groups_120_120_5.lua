-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{120, 6, 7}
local x1 = x0:conv{120, kernel = 3, pad = 1, groups = 5, name = "conv1"}
return x1
