-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{17, 5, 6}
local x1 = x0:slice{3, before = 9}
local x2 = x1:conv{8, kernel = 3, name = "conv1"}
return x2
