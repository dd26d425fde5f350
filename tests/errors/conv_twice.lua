local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return x:conv{64, out = 32, kernel = 3}
--[[ expect
conv_twice.lua:3:10: error: conv: out is given twice, without its key and with it
    3 | return x:conv{64, out = 32, kernel = 3}
      |          ^
]]
