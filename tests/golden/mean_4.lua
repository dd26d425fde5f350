-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{6, 5, 5}
local x1 = x0:conv{6, kernel = 1, name = "conv1"}
local x2 = x0:relu()
local x3 = x0:conv{6, kernel = 3, pad = 1, name = "conv2"}
local x4 = cnn.mean{x0, x1, x2, x3}
local x5 = x4:conv{17, kernel = 1, name = "conv3"}
return x5
