local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return x:slice{2, before = 2}
--[[ expect
slice_channels.lua:3:10: error: slice: 2 channels behind 2: there are 3
    3 | return x:slice{2, before = 2}
      |          ^
  hint: before can be at most 1
]]
