-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{8, 4, 4}
local x1 = x0:conv{16, kernel = 1, name = "conv1"}
local x2 = x0:conv{6, kernel = 1, name = "conv2"}
local x3 = x1 .. x2
local x4 = x3:flatten()
local x5 = x4:linear{11, name = "linear1"}
return x5
