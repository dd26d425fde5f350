local cnn = require "cnn"
local x = cnn.image{65536, 2, 2}
return x:conv{65536, kernel = 1}
--[[ expect
conv_weights_too_large.lua:3:10: error: conv: conv1.weight has more than 2^31 - 1 values
    3 | return x:conv{65536, kernel = 1}
      |          ^
]]
