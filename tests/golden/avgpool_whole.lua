-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{17, 7, 5}
local x1 = x0:avgpool{{7, 5}}
return x1
