-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{6, 13, 12}
local x1 = x0:conv{24, kernel = 1, stride = 3, name = "conv1"}
return x1
