-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{17, 5, 6}
local x1 = x0:conv{40, kernel = {5, 6}, name = "conv1"}
return x1
