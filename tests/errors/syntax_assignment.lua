local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
x:relu():conv
return x
--[[ expect
syntax_assignment.lua:4:1: error: function arguments expected near 'return'
    4 | return x
      | ^
]]
