-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{6, 5, 5}
local x1 = x0 * 12
local x2 = x1:tanh()
return x2
