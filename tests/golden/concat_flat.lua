-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{3, 4, 4}
local x1 = x0:flatten()
local x2 = x1:linear{16, name = "linear1"}
local x3 = x1:linear{7, name = "linear2"}
local x4 = x2 .. x3
local x5 = x4:linear{9, name = "linear3"}
return x5
