-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{6, 2, 3}
local x1 = x0:flatten()
local x2 = x1:linear{36, name = "linear1"}
local x3 = x1:relu()
local x4 = cnn.mean{x1, x2, x3}
return x4
