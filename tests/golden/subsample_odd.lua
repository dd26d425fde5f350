-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{17, 9, 7}
local x1 = x0:subsample{40, stride = 2, before = 11}
return x1
