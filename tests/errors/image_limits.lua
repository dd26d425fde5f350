local cnn = require "cnn"
local x = cnn.image{3, 30, 64, min = 32, max = 63}
return x
--[[ expect
image_limits.lua:2:15: error: image: the height must be a whole number from 32 to 63, not 30
    2 | local x = cnn.image{3, 30, 64, min = 32, max = 63}
      |               ^
  hint: cnn.image{channels, height, width}
]]
