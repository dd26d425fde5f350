-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{6, 4, 4}
local x1 = x0:flatten()
local x2 = x1:linear{40, name = "linear1"}
local x3 = x2:relu()
local x4 = x3:linear{17, name = "linear2"}
return x4
