-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{6, 8, 8}
local x1 = x0:subsample{24, stride = 3}
return x1
