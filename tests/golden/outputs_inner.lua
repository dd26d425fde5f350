-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{16, 6, 6}
local x1 = x0:conv{17, kernel = 3, name = "conv1"}
local x2 = x1:relu()
local x3 = x2:conv{8, kernel = 3, name = "conv2"}
return {first = x2, second = x3}
