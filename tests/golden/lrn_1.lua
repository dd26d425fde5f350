-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{24, 4, 4}
local x1 = x0:lrn{size = 1, alpha = 2.0, beta = 0.75, k = 1.0}
return x1
