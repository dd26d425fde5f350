-- folder: w.npz
-- args: --weights w.npz
local cnn = require "cnn"
return cnn.image{3, 8, 8}:relu()
--[[ expect
w.npz: error: cannot read: it is a directory
]]
