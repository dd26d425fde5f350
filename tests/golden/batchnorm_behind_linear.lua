-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{3, 4, 4}
local x1 = x0:flatten()
local x2 = x1:linear{24, name = "linear1"}
local x3 = x2:batchnorm{name = "batchnorm1"}
local x4 = x3:relu()
return x4
