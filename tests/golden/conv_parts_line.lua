-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{48, 60, 1}
local x1 = x0:conv{24, kernel = {9, 1}, pad = {4, 0}, name = "conv1"}
local x2 = x1:relu()
return x2
