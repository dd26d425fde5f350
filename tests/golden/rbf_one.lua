-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{1, 2, 2}
local x1 = x0:flatten()
local x2 = x1:rbf{1, name = "rbf1"}
local x3 = x2 * -1
local x4 = x3:sigmoid()
return x4
