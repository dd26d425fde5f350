-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{3, 5, 5}
local x1 = x0:subsample{16, before = 13}
return x1
