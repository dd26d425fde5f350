-- weights: other_network
local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
x = x:conv{4, kernel = 3, name = "conv1"}:relu():global_avgpool()
return x:flatten():linear{2, name = "fc"}
--[[ expect
w.safetensors: error: missing: conv1.weight 4x3x3x3, declared at weights_other_network.lua:4
w.safetensors: error: missing: conv1.bias 4, declared at weights_other_network.lua:4
w.safetensors: error: missing: fc.weight 2x4, declared at weights_other_network.lua:5
w.safetensors: error: missing: fc.bias 2, declared at weights_other_network.lua:5
w.safetensors: error: left over: features.0.weight 1 is no parameter of the network
w.safetensors: error: left over: features.1.weight 2 is no parameter of the network
w.safetensors: error: left over: features.10.weight 11 is no parameter of the network
w.safetensors: error: left over: features.11.weight 12 is no parameter of the network
w.safetensors: error: left over: features.12.weight 13 is no parameter of the network
w.safetensors: error: left over: features.13.weight 14 is no parameter of the network
w.safetensors: error: left over: features.14.weight 15 is no parameter of the network
w.safetensors: error: left over: features.15.weight 16 is no parameter of the network
w.safetensors: error: left over: features.16.weight 17 is no parameter of the network
w.safetensors: error: left over: features.17.weight 18 is no parameter of the network
w.safetensors: error: left over: features.18.weight 19 is no parameter of the network
w.safetensors: error: left over: features.19.weight 20 is no parameter of the network
w.safetensors: error: left over: features.2.weight 3 is no parameter of the network
w.safetensors: error: left over: features.20.weight 21 is no parameter of the network
w.safetensors: error: left over: features.21.weight 22 is no parameter of the network
w.safetensors: error: left over: features.22.weight 23 is no parameter of the network
w.safetensors: error: left over: features.23.weight 24 is no parameter of the network
w.safetensors: error: left over: features.24.weight 25 is no parameter of the network
w.safetensors: error: left over: features.25.weight 26 is no parameter of the network
w.safetensors: error: left over: features.26.weight 27 is no parameter of the network
w.safetensors: error: and 10 more left over
]]
