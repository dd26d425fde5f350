-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{3, 5, 5}
local x1 = x0:flatten()
local x2 = x1:linear{37, name = "linear1"}
local x3 = x2:tanh()
local x4 = x3:rbf{10, name = "rbf1"}
return x4
