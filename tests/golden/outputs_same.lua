-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{6, 4, 4}
local x1 = x0:conv{8, kernel = 1, name = "conv1"}
return {a = x1, b = x1}
