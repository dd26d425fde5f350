-- weights: missing
-- file: stem.lua
-- | return function(x)
-- |   return x:conv{4, kernel = 3, name = "conv1"}:relu():global_avgpool()
-- | end
local cnn = require "cnn"
local stem = require "stem"
return stem(cnn.image{3, 8, 8}):flatten():linear{2, name = "fc"}
--[[ expect
w.safetensors: error: missing: conv1.weight 4x3x3x3, declared at stem.lua:2
]]
