-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{3, 3, 3}
local x1 = x0:flatten()
local x2 = x1:linear{1, name = "linear1"}
return x2
