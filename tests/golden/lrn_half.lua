-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{3, 5, 5}
local x1 = x0:lrn{size = 3, alpha = 4.0, beta = 0.5, k = 0.5}
return x1
