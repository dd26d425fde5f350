-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{8, 17, 15}
local x1 = x0:conv{24, kernel = 3, stride = 2, pad = 3, dilation = 3, name = "conv1"}
return x1
