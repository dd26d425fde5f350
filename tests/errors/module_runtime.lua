-- file: block.lua
-- | return function(x)
-- |   local width = x.width * factor
-- |   return x:conv{width, kernel = 3}
-- | end
local cnn = require "cnn"
local block = require "block"
return block(cnn.image{3, 8, 8})
--[[ expect
block.lua:2:27: error: attempt to perform arithmetic on a nil value (global 'factor')
    2 |   local width = x.width * factor
      |                           ^
]]
