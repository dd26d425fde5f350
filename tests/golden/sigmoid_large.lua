-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{6, 5, 5}
local x1 = x0 * 40
local x2 = x1:sigmoid()
return x2
