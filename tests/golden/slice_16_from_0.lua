-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{6, 7, 6}
local x1 = x0:conv{40, kernel = 1, name = "conv1"}
local x2 = x1:relu()
local x3 = x2:slice{16}
local x4 = x3:conv{17, kernel = 3, pad = 1, name = "conv2"}
return x4
