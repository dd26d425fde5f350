local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
local y = cnn.mean{x}
local z = cnn.mean(x, x)
return cnn.mean{x, x, "x"}
--[[ expect
mean_list.lua:3:15: error: mean: takes two or more tensors, not 1
    3 | local y = cnn.mean{x}
      |               ^
mean_list.lua:4:15: error: mean: takes a list of tensors in braces
    4 | local z = cnn.mean(x, x)
      |               ^
  hint: cnn.mean{a, b}
mean_list.lua:5:12: error: mean: [3] is a string, not a tensor
    5 | return cnn.mean{x, x, "x"}
      |            ^
]]
