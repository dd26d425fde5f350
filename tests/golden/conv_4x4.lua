-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{48, 9, 10}
local x1 = x0:conv{17, kernel = 4, pad = 2, name = "conv1"}
local x2 = x1:relu()
return x2
