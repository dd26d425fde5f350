local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return (x * 0.5):relu() * x
--[[ expect
mul_second_of_two.lua:3:25: error: mul: a tensor is multiplied or divided by a number, not by a tensor
    3 | return (x * 0.5):relu() * x
      |                         ^
]]
