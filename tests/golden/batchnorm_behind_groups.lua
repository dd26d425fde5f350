-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{24, 5, 5}
local x1 = x0:conv{24, kernel = 3, groups = 3, bias = false, name = "conv1"}
local x2 = x1:batchnorm{init_scale = 0.5, name = "batchnorm1"}
return x2
