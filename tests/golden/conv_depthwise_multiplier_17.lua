-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{17, 6, 6}
local x1 = x0:conv{34, kernel = 3, groups = 17, name = "conv1"}
return x1
