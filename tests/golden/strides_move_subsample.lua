-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{17, 12, 12}
local x1 = x0:conv{8, kernel = 3, pad = 1, name = "conv1"}
local x2 = x1:relu()
local x3 = x2:subsample{24, stride = 2, before = 8}
return x3
