-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{8, 5, 5}
local x1 = x0:conv{8, kernel = 1, name = "conv1"}
local x2 = cnn.mean{x0, x1}
local x3 = x2:leaky_relu{slope = 0.125}
return x3
