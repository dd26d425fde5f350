-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{6, 5, 5}
local x1 = x0:conv{64, kernel = 1, name = "conv1"}
local x2 = x1:slice{48, before = 16}
local x3 = x2:slice{16, before = 16}
local x4 = x3:maxpool{2}
return x4
