-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{16, 6, 6}
local x1 = x0:batchnorm{name = "batchnorm1"}
local x2 = x1:relu()
local x3 = x2:conv{17, kernel = 3, pad = 1, name = "conv1"}
local x4 = x3:batchnorm{name = "batchnorm2"}
local x5 = x4:relu()
local x6 = x5:conv{16, kernel = 1, name = "conv2"}
local x7 = x6 + x0
return x7
