-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{64, 12, 16}
local x1 = x0:conv{40, kernel = 3, pad = 2, dilation = 2, name = "conv1"}
local x2 = x1:relu()
return x2
