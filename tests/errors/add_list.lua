local cnn = require "cnn"
local x = cnn.image{3, 1, 1}
local a, b, c = cnn.add{x}, cnn.add(x, x), cnn.add{x, 3}
return x
--[[ expect
add_list.lua:3:21: error: add: takes two tensors, not 1
    3 | local a, b, c = cnn.add{x}, cnn.add(x, x), cnn.add{x, 3}
      |                     ^
add_list.lua:3:33: error: add: takes a list of tensors in braces
    3 | local a, b, c = cnn.add{x}, cnn.add(x, x), cnn.add{x, 3}
      |                                 ^
  hint: cnn.add{a, b}
add_list.lua:3:48: error: add: [2] is a number, not a tensor
    3 | local a, b, c = cnn.add{x}, cnn.add(x, x), cnn.add{x, 3}
      |                                                ^
]]
