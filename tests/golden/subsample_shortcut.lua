-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{16, 8, 8}
local x1 = x0:conv{32, kernel = 3, stride = 2, pad = 1, name = "conv1"}
local x2 = x1:batchnorm{name = "batchnorm1"}
local x3 = x2:relu()
local x4 = x3:conv{32, kernel = 3, pad = 1, name = "conv2"}
local x5 = x0:subsample{32, stride = 2, before = 8}
local x6 = x4 + x5
local x7 = x6:relu()
return x7
