-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{16, 10, 12}
local x1 = x0:avgpool{2}
return x1
