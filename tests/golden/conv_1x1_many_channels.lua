-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{300, 3, 5}
local x1 = x0:conv{200, kernel = 1, name = "conv1"}
local x2 = x1:relu()
return x2
