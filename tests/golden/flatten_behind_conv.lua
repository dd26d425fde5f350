-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{3, 7, 7}
local x1 = x0:conv{17, kernel = 3, stride = 2, name = "conv1"}
local x2 = x1:flatten()
local x3 = x2:linear{10, name = "linear1"}
return x3
