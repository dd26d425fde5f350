-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{24, 6, 6}
local x1 = x0:avgpool{2, stride = 1, pad = 1}
local x2 = x1:conv{8, kernel = 1, name = "conv1"}
return x2
