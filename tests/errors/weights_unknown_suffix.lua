-- weights: unknown_suffix
local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
x = x:conv{4, kernel = 3, name = "conv1"}:relu():global_avgpool()
return x:flatten():linear{2, name = "fc"}
--[[ expect
weights.txt: error: weights are read from .safetensors and .npz, and this is neither
]]
