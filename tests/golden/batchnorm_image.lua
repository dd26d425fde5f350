-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{3, 8, 8}
local x1 = x0:batchnorm{name = "batchnorm1"}
return x1
