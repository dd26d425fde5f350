-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{17, 3, 2}
local x1 = x0:relu()
local x2 = x1:flatten()
local x3 = x2:linear{19, name = "linear1"}
return x3
