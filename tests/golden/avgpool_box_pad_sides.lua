-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{6, 9, 12}
local x1 = x0:conv{31, kernel = 5, pad = {3, 1, 2, 4}, name = "conv1"}
local x2 = x1:avgpool{2}
return x2
