-- weights: misspelt
local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
x = x:conv{4, kernel = 3, name = "conv1"}:relu():global_avgpool()
return x:flatten():linear{2, name = "fc"}
--[[ expect
w.npz: error: missing: conv1.weight 4x3x3x3, declared at weights_misspelt.lua:4
  hint: the nearest name in the file: conv_1.weight 4x3x3x3
w.npz: error: left over: conv_1.weight 4x3x3x3 is no parameter of the network
  hint: the nearest name that is missing: conv1.weight
]]
