local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
local conv = {name = "conv"}; return x:relu{name = "conv"}:conv{4, kernel = 9}
--[[ expect
operator_in_a_string.lua:3:60: error: conv: kernel 9x9 is larger than the padded input, 8x8 (input 3x8x8)
    3 | local conv = {name = "conv"}; return x:relu{name = "conv"}:conv{4, kernel = 9}
      |                                                            ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
]]
