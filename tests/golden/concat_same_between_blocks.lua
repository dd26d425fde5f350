-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{4, 6, 6}
local x1 = x0:conv{4, kernel = 3, pad = 1, name = "conv1"}
local x2 = x1 .. x0
local x3 = x2 .. x1
return x3
