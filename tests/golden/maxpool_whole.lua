-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{31, 6, 5}
local x1 = x0:maxpool{{6, 5}}
return x1
