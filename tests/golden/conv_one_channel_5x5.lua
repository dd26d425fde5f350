-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{40, 13, 37}
local x1 = x0:conv{1, kernel = 5, pad = 2, name = "conv1"}
local x2 = x1:sigmoid()
return x2
