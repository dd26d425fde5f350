-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{64, 17, 15}
local x1 = x0:conv{24, kernel = 3, pad = 4, dilation = 4, name = "conv1"}
local x2 = x1:relu()
return x2
