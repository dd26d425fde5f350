-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{32, 7, 9}
local x1 = x0:relu()
local x2 = x1:avgpool{{1, 3}, stride = 1, pad = {0, 1}}
local x3 = x2:conv{16, kernel = 1, groups = 2, name = "conv1"}
local x4 = x3:batchnorm{name = "batchnorm1"}
local x5 = x4:relu()
return x5
