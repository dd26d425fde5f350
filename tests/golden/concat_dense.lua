-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{16, 5, 5}
local x1 = x0:batchnorm{name = "batchnorm1"}
local x2 = x1:relu()
local x3 = x2:conv{8, kernel = 3, pad = 1, name = "conv1"}
local x4 = x0 .. x3
local x5 = x4:batchnorm{name = "batchnorm2"}
local x6 = x5:relu()
local x7 = x6:conv{8, kernel = 3, pad = 1, name = "conv2"}
local x8 = x4 .. x7
local x9 = x8:batchnorm{name = "batchnorm3"}
local x10 = x9:relu()
local x11 = x10:conv{8, kernel = 3, pad = 1, name = "conv3"}
local x12 = x8 .. x11
return x12
