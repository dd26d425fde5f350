-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{16, 3, 3}
local x1 = x0 * 90
local x2 = x1:softmax()
return x2
