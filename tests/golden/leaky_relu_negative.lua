-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{3, 5, 5}
local x1 = x0 * 4
local x2 = x1:leaky_relu{slope = -0.5}
return x2
