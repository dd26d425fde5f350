-- args: -D size=15
local cnn = require "cnn"
return cnn.image{3, 32, 32, min = 16}:conv{4, kernel = 16}
--[[ expect
size_below_min.lua:3:12: error: -D size=15: not a whole number from 16 to 65536
    3 | return cnn.image{3, 32, 32, min = 16}:conv{4, kernel = 16}
      |            ^
]]
