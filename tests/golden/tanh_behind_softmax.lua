-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{10, 3, 3}
local x1 = x0:softmax()
local x2 = x1:tanh()
return x2
