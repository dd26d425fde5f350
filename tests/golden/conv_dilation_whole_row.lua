-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{48, 12, 21}
local x1 = x0:conv{32, kernel = {1, 5}, pad = {0, 6}, dilation = {1, 3}, name = "conv1"}
return x1
