-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{3, 11, 12}
local x1 = x0:conv{24, kernel = 3, pad = 1, name = "conv1"}
local x2 = x1:avgpool{2}
local x3 = x2:relu()
return x3
