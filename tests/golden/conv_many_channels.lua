-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{120, 5, 5}
local x1 = x0:conv{40, kernel = 3, pad = 1, name = "conv1"}
return x1
