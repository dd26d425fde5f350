-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{6, 6, 6}
local x1 = x0:conv{16, kernel = 3, name = "conv1"}
local x2 = x1:conv{17, kernel = 1, name = "conv2"}
local x3 = x1:flatten()
local x4 = x3:linear{5, name = "linear1"}
return {a = x2, b = x4}
