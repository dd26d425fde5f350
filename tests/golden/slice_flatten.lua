-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{6, 4, 4}
local x1 = x0:conv{48, kernel = 3, name = "conv1"}
local x2 = x1:slice{16, before = 16}
local x3 = x2:flatten()
local x4 = x3:linear{11, name = "linear1"}
return x4
