local cnn = require "cnn"
local x = cnn.image{1, 1, 1}:subsample{2^30}
return cnn.concat{x, x}
--[[ expect
concat_too_many_channels.lua:3:12: error: concat: 2147483648 channels are more than 2147483647
    3 | return cnn.concat{x, x}
      |            ^
]]
