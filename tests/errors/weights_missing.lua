-- weights: missing
local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
x = x:conv{4, kernel = 3, name = "conv1"}:relu():global_avgpool()
return x:flatten():linear{2, name = "fc"}
--[[ expect
w.safetensors: error: missing: conv1.weight 4x3x3x3, declared at weights_missing.lua:4
]]
