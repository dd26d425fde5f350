local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return x:relu():linear{10}
--[[ expect
linear_picture.lua:3:17: error: linear: takes a row of values, not 3x8x8
    3 | return x:relu():linear{10}
      |                 ^
  hint: put flatten() before it
]]
