-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{31, 9, 9}
local x1 = x0:avgpool{{1, 3}, stride = {2, 1}, pad = {0, 1}}
return x1
