-- args: -D depth=7
local cnn = require "cnn"
return cnn.image{3, 8, 8}:relu()
--[[ expect
param_none.lua: error: -D depth=7: the network has no parameter "depth"
  hint: there are preprocess and size
]]
