-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{6, 3, 4}
local x1 = x0:adaptive_avgpool{{7, 6}}
local x2 = x1:conv{17, kernel = 3, pad = 1, name = "conv1"}
return x2
