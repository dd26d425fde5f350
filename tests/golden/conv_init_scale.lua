-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{3, 6, 6}
local x1 = x0:conv{8, kernel = 3, init_scale = 0.25, name = "conv1"}
return x1
