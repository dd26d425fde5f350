-- file: blocks/residual.lua
-- | local function block(x)
-- |   return x:conv{8, kernel = 3, pad = 1} + x
-- | end
-- | return block
local cnn = require "cnn"
local block = require "blocks.residual"
return block(cnn.image{3, 8, 8}):relu()
--[[ expect
blocks/residual.lua:2:41: error: add: 8x8x8 and 3x8x8 differ
    2 |   return x:conv{8, kernel = 3, pad = 1} + x
      |                                         ^
  hint: 3x8x8 needs a projection: conv{8, kernel = 1}
]]
