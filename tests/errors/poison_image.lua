local cnn = require "cnn"
local x = cnn.image{0, 8, 8}
return x:conv{4, kernel = 30}:relu() * 2
--[[ expect
poison_image.lua:2:15: error: image: the channels must be a whole number from 1 to 65536, not 0
    2 | local x = cnn.image{0, 8, 8}
      |               ^
  hint: cnn.image{channels, height, width}
]]
