local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return {}
--[[ expect
return_empty.lua:3:1: error: the file returns an empty table, not a tensor
    3 | return {}
      | ^
  hint: its last line is: return x
]]
