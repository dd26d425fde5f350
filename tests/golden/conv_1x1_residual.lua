-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{72, 4, 7}
local x1 = x0:conv{260, kernel = 1, name = "conv1"}
local x2 = x1:relu()
local x3 = x0:conv{260, kernel = 1, name = "conv2"}
local x4 = x2 + x3
local x5 = x4:relu()
local x6 = x5:conv{72, kernel = 1, name = "conv3"}
return x6
