-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{2, 3, 4}
local x1 = x0:flatten()
local x2 = x1:linear{33, name = "linear1"}
local x3 = x2:leaky_relu{slope = 0.125}
return x3
