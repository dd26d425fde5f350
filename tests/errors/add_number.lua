local cnn = require "cnn"
local x = cnn.image{3, 1, 1}
return x + 1
--[[ expect
add_number.lua:3:10: error: add: takes two tensors, not a tensor and a number
    3 | return x + 1
      |          ^
]]
