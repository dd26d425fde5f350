local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
local y = cnn.image{3, 8, 8}
return x + y
--[[ expect
image_twice.lua:3:15: error: image: a network has one input: see image_twice.lua:2
    3 | local y = cnn.image{3, 8, 8}
      |               ^
]]
