-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{17, 3, 4}
local x1 = x0:conv{17, kernel = 3, pad = 1, name = "conv1"}
local x2 = x1:sigmoid()
local x3 = x2:flatten()
local x4 = x3:rbf{21, name = "rbf1"}
local x5 = x4:scale_shift{name = "scale_shift1"}
local x6 = x5:relu()
return x6
