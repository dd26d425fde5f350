-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{17, 5, 5}
local x1 = x0:identity()
local x2 = x1:conv{16, kernel = 3, name = "conv1"}
local x3 = x2:identity()
return x3
