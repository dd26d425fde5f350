-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{8, 6, 6}
local x1 = x0:conv{17, kernel = 3, pad = 1, name = "conv1"}
local x2 = x1:adaptive_avgpool{6}
local x3 = x2:flatten()
local x4 = x3:linear{10, name = "linear1"}
return x4
