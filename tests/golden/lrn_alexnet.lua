-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{16, 8, 8}
local x1 = x0:conv{24, kernel = 3, name = "conv1"}
local x2 = x1:relu()
local x3 = x2:lrn{size = 5, alpha = 0.0005, beta = 0.75, k = 2.0}
local x4 = x3:maxpool{3, stride = 2}
return x4
