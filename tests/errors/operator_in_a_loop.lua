local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
for i = 1, 6 do x = x:conv{8, kernel = 3, pad = 1}:relu():conv{8, kernel = 3}:relu() end
return x
--[[ expect
operator_in_a_loop.lua:3:59: error: conv: kernel 3x3 is larger than the padded input, 2x2 (input 8x2x2)
    3 | for i = 1, 6 do x = x:conv{8, kernel = 3, pad = 1}:relu():conv{8, kernel = 3}:relu() end
      |                                                           ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
]]
