-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{5, 7, 7}
local x1 = x0:relu()
return x1
