-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{6, 8, 8}
local x1 = x0:maxpool{2}
local x2 = x0:avgpool{2}
local x3 = x1 + x2
return x3
