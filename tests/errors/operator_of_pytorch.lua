local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return x:conv2d{4, kernel = 3}
--[[ expect
operator_of_pytorch.lua:3:10: error: no operator "conv2d"
    3 | return x:conv2d{4, kernel = 3}
      |          ^
  hint: did you mean "conv"?
]]
