-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{16, 23, 20}
local x1 = x0:conv{24, kernel = {6, 3}, stride = {3, 2}, pad = {2, 1}, name = "conv1"}
return x1
