local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return cnn.mean{x, x, x:maxpool{2}}
--[[ expect
mean_shapes.lua:3:12: error: mean: 3x8x8 and 3x4x4 differ
    3 | return cnn.mean{x, x, x:maxpool{2}}
      |            ^
  hint: 3x8x8 needs a projection: conv{3, kernel = 1, stride = 2}
]]
