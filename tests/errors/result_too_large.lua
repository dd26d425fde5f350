local cnn = require "cnn"
local x = cnn.image{3, 4096, 4096}
return x:conv{512, kernel = 1}
--[[ expect
result_too_large.lua:3:10: error: conv: a result of 512x4096x4096 has more than 2^31 - 1 elements
    3 | return x:conv{512, kernel = 1}
      |          ^
]]
