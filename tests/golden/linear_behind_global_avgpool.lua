-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{16, 8, 8}
local x1 = x0:conv{40, kernel = 3, name = "conv1"}
local x2 = x1:global_avgpool()
local x3 = x2:flatten()
local x4 = x3:linear{10, name = "linear1"}
return x4
