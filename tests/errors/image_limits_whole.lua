local cnn = require "cnn"
return cnn.image{3, 8, 8, min = 2.5}:relu()
--[[ expect
image_limits_whole.lua:2:27: error: image: min must be a whole number from 1 to 65536
    2 | return cnn.image{3, 8, 8, min = 2.5}:relu()
      |                           ^
]]
