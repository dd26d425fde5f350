local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
local a, b = x:relu(), x:maxpool{2}
return (a + x):relu() + b
--[[ expect
add_second_of_two.lua:4:23: error: add: 3x8x8 and 3x4x4 differ
    4 | return (a + x):relu() + b
      |                       ^
  hint: 3x8x8 needs a projection: conv{3, kernel = 1, stride = 2}
]]
