-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{3, 1, 40}
local x1 = x0:conv{16, kernel = 3, pad = 1, name = "conv1"}
local x2 = x1:conv{3, kernel = 3, pad = 1, name = "conv2"}
return x2
