local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
cnn.scope("größe", function() x = x:conv{4, kernel = 9, name = "schön"} end)
return x
--[[ expect
not_ascii_name.lua:3:39: error: conv: kernel 9x9 is larger than the padded input, 8x8 (input 3x8x8)
    3 | cnn.scope("größe", function() x = x:conv{4, kernel = 9, name = "schön"} end)
      |                                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
]]
