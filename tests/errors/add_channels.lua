local cnn = require "cnn"
local x = cnn.image{3, 32, 32}
return cnn.add{x:conv{16, kernel = 3, pad = 1}, x}
--[[ expect
add_channels.lua:3:12: error: add: 16x32x32 and 3x32x32 differ
    3 | return cnn.add{x:conv{16, kernel = 3, pad = 1}, x}
      |            ^
  hint: 3x32x32 needs a projection: conv{16, kernel = 1}
]]
