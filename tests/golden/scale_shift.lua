-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{17, 5, 4}
local x1 = x0:scale_shift{name = "scale_shift1"}
return x1
