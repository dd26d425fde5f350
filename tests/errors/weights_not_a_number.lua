-- weights: not_a_number
local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
x = x:conv{4, kernel = 3, name = "conv1"}:relu():global_avgpool()
return x:flatten():linear{2, name = "fc"}
--[[ expect
w.safetensors: error: impossible value: conv1.weight[3][0][2][1] is not a number
]]
