-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{8, 5, 5}
local x1 = x0:conv{17, kernel = 3, pad = 1, name = "conv1"}
local x2 = x1:leaky_relu{slope = 0.25}
local x3 = x2:tanh()
local x4 = x3:sigmoid()
local x5 = x4:relu6()
local x6 = x5:relu()
return x6
