local cnn = require "cnn"
return cnn.image{3, 8, 8, min = 32, max = 31}:relu()
--[[ expect
image_limits_crossed.lua:2:37: error: image: max must be a whole number from 32 to 65536
    2 | return cnn.image{3, 8, 8, min = 32, max = 31}:relu()
      |                                     ^
]]
