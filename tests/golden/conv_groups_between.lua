-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{3, 8, 8}
local x1 = x0:conv{24, kernel = 3, pad = 1, name = "conv1"}
local x2 = x1:relu()
local x3 = x2:conv{24, kernel = 3, groups = 6, name = "conv2"}
local x4 = x3:conv{17, kernel = 1, name = "conv3"}
return x4
