-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{6, 3, 3}
local x1 = x0:flatten()
local x2 = x1:linear{21, name = "linear1"}
local x3 = x2:scale_shift{name = "scale_shift1"}
return x3
