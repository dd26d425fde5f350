-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{48, 1, 45}
local x1 = x0:conv{32, kernel = {1, 3}, pad = {0, 4}, dilation = {1, 4}, name = "conv1"}
local x2 = x1:relu()
return x2
