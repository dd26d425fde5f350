local cnn = require "cnn"
local a = cnn.param("a", "X", {"A", "B"})
local b = cnn.param("b", 7, {min = 1, max = 5})
return cnn.image{3, 8, 8}:relu()
--[[ expect
param_call.lua:2:15: error: param: the default of "a" is not A or B
    2 | local a = cnn.param("a", "X", {"A", "B"})
      |               ^
param_call.lua:3:15: error: param: the default of "b" is not a number from 1 up to 5
    3 | local b = cnn.param("b", 7, {min = 1, max = 5})
      |               ^
]]
