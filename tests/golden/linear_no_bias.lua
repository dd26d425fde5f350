-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{5, 5, 5}
local x1 = x0:flatten()
local x2 = x1:linear{48, bias = false, name = "linear1"}
return x2
