-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{32, 9, 12}
local x1 = x0:conv{24, kernel = 2, name = "conv1"}
return x1
