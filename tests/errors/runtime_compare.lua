local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
if x.width > "7" then x = x:relu() end
return x
--[[ expect
runtime_compare.lua:3:1: error: attempt to compare string with number
    3 | if x.width > "7" then x = x:relu() end
      | ^
]]
