-- weights: scalar
local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
x = x:conv{4, kernel = 3, name = "conv1"}:relu():global_avgpool()
return x:flatten():linear{2, name = "fc"}
--[[ expect
w.npz: error: wrong shape: fc.bias is a single number in the file, but 2 in the network, declared at weights_scalar.lua:5
]]
