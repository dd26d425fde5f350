-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{8, 5, 5}
local x1 = x0:conv{17, kernel = 3, name = "conv1"}
local x2 = x1 + x1
return x2
