-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{16, 4, 4}
local x1 = x0:lrn{alpha = 1.0}
local x2 = x1:sigmoid()
return x2
