-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{31, 6, 6}
local x1 = x0:maxpool{2}
local x2 = x1:flatten()
local x3 = x2:linear{24, name = "linear1"}
local x4 = x3:relu()
return x4
