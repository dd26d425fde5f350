-- file: block.lua
-- | return function(x)
-- |   return x:relu(
-- | end
local cnn = require "cnn"
local block = require "block"
return block(cnn.image{3, 8, 8})
--[[ expect
block.lua:3:1: error: unexpected symbol near 'end'
    3 | end
      | ^
]]
