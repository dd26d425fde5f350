-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{17, 9, 9}
local x1 = x0:conv{1, kernel = 3, name = "conv1"}
return x1
