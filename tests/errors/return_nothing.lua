local cnn = require "cnn"
local x = cnn.image{3, 8, 8}:relu()
--[[ expect
return_nothing.lua: error: the file returns nothing, not a tensor
  hint: its last line is: return x
]]
