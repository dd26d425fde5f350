local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
local a = cnn.concat{}
local b = cnn.concat{x, x, axis = 1}
return x .. "x"
--[[ expect
concat_list.lua:3:15: error: concat: takes two or more tensors, not 0
    3 | local a = cnn.concat{}
      |               ^
concat_list.lua:4:28: error: concat: no option "axis"
    4 | local b = cnn.concat{x, x, axis = 1}
      |                            ^
  hint: concat takes name
concat_list.lua:5:10: error: concat: takes two tensors, not a tensor and a string
    5 | return x .. "x"
      |          ^
]]
