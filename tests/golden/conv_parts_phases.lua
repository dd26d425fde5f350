-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{16, 24, 26}
local x1 = x0:conv{24, kernel = {11, 9}, stride = 2, pad = 4, name = "conv1"}
return x1
