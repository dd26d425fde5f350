-- args: --weights w.safetensors
local cnn = require "cnn"
return cnn.image{3, 8, 8}:relu()
--[[ expect
w.safetensors: error: cannot read: No such file or directory
]]
