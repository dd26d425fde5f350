-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{17, 4, 3}
local x1 = x0:identity()
return x1
