-- weights: text
local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
x = x:conv{4, kernel = 3, name = "conv1"}:relu():global_avgpool()
return x:flatten():linear{2, name = "fc"}
--[[ expect
w.safetensors: error: safetensors: a header of 8241904413164529780 bytes, but at most 16777216 are read
  hint: it may be a file of another kind
]]
