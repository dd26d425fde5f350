local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return x:slice{4}
--[[ expect
slice_too_many.lua:3:10: error: slice: 4 channels behind 0: there are 3
    3 | return x:slice{4}
      |          ^
  hint: out can be at most 3
]]
