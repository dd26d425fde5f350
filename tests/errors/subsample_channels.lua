local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return x:subsample{4, before = 2}
--[[ expect
subsample_channels.lua:3:10: error: subsample: 3 channels behind 2 of zeros do not fit into 4
    3 | return x:subsample{4, before = 2}
      |          ^
  hint: out must be at least 5
]]
