-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{6, 5, 5}
local x1 = x0:conv{32, kernel = 3, name = "conv1"}
local x2 = x1:slice{16, before = 16}
local x3 = x1:slice{16}
local x4 = cnn.concat{x2, x3, x1}
return x4
