-- weights: wrong_shape
local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
x = x:conv{4, kernel = 3, name = "conv1"}:relu():global_avgpool()
return x:flatten():rbf{2, name = "fc"}
--[[ expect
w.safetensors: error: wrong shape: conv1.bias is 4x1 in the file, but 4 in the network, declared at rbf_weights.lua:4
w.safetensors: error: wrong shape: fc.weight is 4x2 in the file, but 2x4 in the network, declared at rbf_weights.lua:5
w.safetensors: error: left over: fc.bias 2 is no parameter of the network
]]
