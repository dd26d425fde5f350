local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
local y = x:conv{64, kernel = 30}
return y:conv{y.channels * 2, kernel = 3, groups = 7}
--[[ expect
poison_fields.lua:3:13: error: conv: kernel 30x30 is larger than the padded input, 8x8 (input 3x8x8)
    3 | local y = x:conv{64, kernel = 30}
      |             ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
]]
