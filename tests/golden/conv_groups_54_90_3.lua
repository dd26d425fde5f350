-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{54, 6, 7}
local x1 = x0:conv{90, kernel = 3, pad = 1, groups = 3, name = "conv1"}
return x1
