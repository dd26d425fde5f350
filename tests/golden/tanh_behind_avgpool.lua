-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{6, 9, 9}
local x1 = x0:avgpool{2}
local x2 = x1:tanh()
return x2
