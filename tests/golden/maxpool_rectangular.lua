-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{17, 9, 12}
local x1 = x0:maxpool{{2, 3}, stride = {1, 2}}
return x1
