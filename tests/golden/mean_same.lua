-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{8, 5, 5}
local x1 = cnn.mean{x0, x0}
return x1
