-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{6, 12, 12}
local x1 = x0:conv{17, kernel = 3, pad = {1, 3}, dilation = {1, 3}, name = "conv1"}
return x1
