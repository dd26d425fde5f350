-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{64, 1, 160}
local x1 = x0:conv{32, kernel = {1, 8}, stride = {1, 4}, pad = {0, 2}, name = "conv1"}
local x2 = x1:relu()
return x2
