-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{64, 7, 8}
local x1 = x0:conv{48, kernel = 5, pad = 2, name = "conv1"}
return x1
