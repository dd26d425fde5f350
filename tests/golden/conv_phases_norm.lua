-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{48, 16, 16}
local x1 = x0:batchnorm{name = "batchnorm1"}
local x2 = x1:relu()
local x3 = x2:conv{24, kernel = 4, stride = 2, pad = 1, name = "conv1"}
return x3
