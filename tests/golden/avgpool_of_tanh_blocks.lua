-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{8, 12, 13}
local x1 = x0 * 4
local x2 = x1:conv{24, kernel = 3, name = "conv1"}
local x3 = x2:tanh()
local x4 = x3:avgpool{2}
local x5 = x4:scale_shift{name = "scale_shift1"}
return x5
