-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{6, 4, 4}
local x1 = x0:dropout()
return x1
