local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
local a = x * x
local b = x * "2"
local c = 2 / x
local d = x / 0
local e = x:mul{}
return x:mul{1e40}
--[[ expect
mul_values.lua:3:13: error: mul: a tensor is multiplied or divided by a number, not by a tensor
    3 | local a = x * x
      |             ^
mul_values.lua:4:13: error: mul: a tensor is multiplied or divided by a number, not by a string
    4 | local b = x * "2"
      |             ^
mul_values.lua:5:13: error: mul: a number cannot be divided by a tensor
    5 | local c = 2 / x
      |             ^
mul_values.lua:6:13: error: mul: the constant is not a number up to 1e30
    6 | local d = x / 0
      |             ^
mul_values.lua:7:13: error: mul: value is missing (the constant)
    7 | local e = x:mul{}
      |             ^
  hint: mul{value = ...}
mul_values.lua:8:10: error: mul: value 1e+40 is not in -1e+30 to 1e+30
    8 | return x:mul{1e40}
      |          ^
]]
