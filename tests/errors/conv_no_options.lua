local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return x:conv()
--[[ expect
conv_no_options.lua:3:10: error: conv: out is missing (output channels)
    3 | return x:conv()
      |          ^
  hint: conv{out = ...}
conv_no_options.lua:3:10: error: conv: kernel is missing (size of the window)
    3 | return x:conv()
      |          ^
  hint: conv{kernel = ...}
]]
