-- weights: left_over_in_scopes
local cnn = require "cnn"
cnn.unused("conv2.")
cnn.scope("outer", function() cnn.unused("conv3.w") end)
local x = cnn.image{3, 8, 8}
x = x:conv{4, kernel = 3, name = "conv1"}:relu():global_avgpool()
return x:flatten():linear{2, name = "fc"}
--[[ expect
w.npz: error: left over: conv3.weight 8 is no parameter of the network
w.npz: error: left over: outer.conv3.bias 8 is no parameter of the network
]]
