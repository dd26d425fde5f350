-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{8, 8, 9}
local x1 = x0:subsample{8, stride = {1, 4}}
return x1
