-- args: -D size=big
local cnn = require "cnn"
return cnn.image{3, 8, 8}:relu()
--[[ expect
size_wrong.lua:3:12: error: -D size=big: not a whole number from 1 to 65536
    3 | return cnn.image{3, 8, 8}:relu()
      |            ^
]]
