-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{6, 9, 9}
local x1 = x0:subsample{20, stride = 2, before = 5}
local x2 = x1:sigmoid()
return x2
