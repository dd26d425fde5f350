-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{3, 6, 6}
local x1 = x0 .. x0
return x1
