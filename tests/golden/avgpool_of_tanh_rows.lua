-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{3, 24, 45}
local x1 = x0:conv{5, kernel = 3, name = "conv1"}
local x2 = x1:tanh()
local x3 = x2:avgpool{2}
local x4 = x3:relu()
return x4
