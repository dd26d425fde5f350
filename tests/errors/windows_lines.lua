local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return x:conv{4, kernel = 9}
--[[ expect
windows_lines.lua:3:10: error: conv: kernel 9x9 is larger than the padded input, 8x8 (input 3x8x8)
    3 | return x:conv{4, kernel = 9}
      |          ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
]]
