-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{24, 5, 5}
local x1 = x0:conv{24, kernel = 3, pad = 1, name = "conv1"}
local x2 = x1:relu()
local x3 = x0:tanh()
local x4 = x2 + x3
return x4
