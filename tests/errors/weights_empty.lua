-- weights: empty
local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
x = x:conv{4, kernel = 3, name = "conv1"}:relu():global_avgpool()
return x:flatten():linear{2, name = "fc"}
--[[ expect
w.safetensors: error: safetensors: shorter than the 8 bytes that every such file begins with
]]
