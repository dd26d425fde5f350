-- weights: everything_wrong
local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
x = x:conv{4, kernel = 3, name = "conv1"}:relu():global_avgpool()
return x:flatten():linear{2, name = "fc"}
--[[ expect
w.safetensors: error: missing: conv1.bias 4, declared at weights_everything_wrong.lua:4
w.safetensors: error: missing: fc.bias 2, declared at weights_everything_wrong.lua:5
  hint: the nearest name in the file: fc.biases 2
w.safetensors: error: wrong shape: conv1.weight is 4x3x5x5 in the file, but 4x3x3x3 in the network, declared at weights_everything_wrong.lua:4
w.safetensors: error: impossible value: fc.weight[1][3] is infinite
w.safetensors: error: left over: fc.biases 2 is no parameter of the network
  hint: the nearest name that is missing: fc.bias
]]
