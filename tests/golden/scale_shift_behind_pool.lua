-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{24, 8, 8}
local x1 = x0:maxpool{2}
local x2 = x1:scale_shift{name = "scale_shift1"}
return x2
