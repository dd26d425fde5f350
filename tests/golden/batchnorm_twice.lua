-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{6, 6, 6}
local x1 = x0:conv{16, kernel = 3, name = "conv1"}
local x2 = x1:batchnorm{name = "batchnorm1"}
local x3 = x2:batchnorm{name = "batchnorm2"}
local x4 = x3:mul{2}
local x5 = x4:batchnorm{name = "batchnorm3"}
return x5
