-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{16, 8, 8}
local x1 = x0:subsample{32, stride = 2, before = 8}
return x1
