local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return x .. x .. x:maxpool{2}
--[[ expect
concat_of_three.lua:3:15: error: concat: 3x8x8 and 3x4x4 differ in more than their channels
    3 | return x .. x .. x:maxpool{2}
      |               ^
  hint: look at the stride and padding of the layers before
]]
