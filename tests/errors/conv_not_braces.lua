local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
local y = x:conv(64)
return x:conv(64, 3)
--[[ expect
conv_not_braces.lua:3:13: error: conv: takes its options in braces, not a number
    3 | local y = x:conv(64)
      |             ^
  hint: x:conv{...}
conv_not_braces.lua:4:10: error: conv: takes its options in braces, not several values
    4 | return x:conv(64, 3)
      |          ^
  hint: x:conv{...}
]]
