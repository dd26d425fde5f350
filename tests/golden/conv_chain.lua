-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{3, 16, 16}
local x1 = x0:conv{24, kernel = 3, stride = 2, name = "conv1"}
local x2 = x1:conv{17, kernel = 3, pad = 1, name = "conv2"}
local x3 = x2:conv{32, kernel = 1, name = "conv3"}
local x4 = x3:conv{6, kernel = 3, name = "conv4"}
return x4
