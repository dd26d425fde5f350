local cnn = require "cnn"
local x = cnn.image{3, 32, 32}
return x + x:conv{3, kernel = 3}
--[[ expect
add_no_hint_of_stride.lua:3:10: error: add: 3x32x32 and 3x30x30 differ
    3 | return x + x:conv{3, kernel = 3}
      |          ^
  hint: look at the stride and padding of the layers before
]]
