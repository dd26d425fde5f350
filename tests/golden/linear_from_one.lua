-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{1, 1, 1}
local x1 = x0:flatten()
local x2 = x1:linear{33, name = "linear1"}
return x2
