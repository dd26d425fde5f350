-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{17, 4, 5}
local x1 = x0:mul{-1.5}
return x1
