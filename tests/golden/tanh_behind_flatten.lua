-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{17, 3, 2}
local x1 = x0:flatten()
local x2 = x1:tanh()
return x2
