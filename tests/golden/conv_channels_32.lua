-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{32, 5, 7}
local x1 = x0:conv{32, kernel = 3, pad = 1, bias = true, name = "conv1"}
local x2 = x1:conv{17, kernel = 1, name = "conv2"}
return x2
