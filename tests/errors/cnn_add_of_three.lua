local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return cnn.add{x, x, x}
--[[ expect
cnn_add_of_three.lua:3:12: error: add: takes two tensors, not 3
    3 | return cnn.add{x, x, x}
      |            ^
]]
