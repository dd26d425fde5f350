-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{16, 5, 5}
local x1 = x0:flatten()
local x2 = x1:linear{120, name = "linear1"}
local x3 = x2:tanh()
local x4 = x3:linear{84, name = "linear2"}
local x5 = x4:tanh()
local x6 = x5:linear{10, name = "linear3"}
return x6
