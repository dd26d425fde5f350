-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{6, 3, 3}
local x1 = x0:flatten()
local x2 = x1:dropout{p = 0.2}
local x3 = x2:linear{10, name = "linear1"}
local x4 = x3:dropout()
return x4
