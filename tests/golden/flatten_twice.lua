-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{6, 3, 3}
local x1 = x0:conv{17, kernel = 1, name = "conv1"}
local x2 = x1:flatten()
local x3 = x2:flatten()
local x4 = x3:linear{5, name = "linear1"}
return x4
