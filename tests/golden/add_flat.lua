-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{3, 4, 4}
local x1 = x0:flatten()
local x2 = x1:linear{17, name = "linear1"}
local x3 = x2:relu()
local x4 = x1:linear{17, name = "linear2"}
local x5 = x3 + x4
return x5
