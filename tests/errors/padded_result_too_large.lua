local cnn = require "cnn"
local x = cnn.image{1, 46000, 46000}
return x:relu():conv{1, kernel = 3, stride = 100, pad = 400}
--[[ expect
padded_result_too_large.lua:3:10: error: relu: 1x46000x46000 is too large: 2^31 values with its padding, or more
    3 | return x:relu():conv{1, kernel = 3, stride = 100, pad = 400}
      |          ^
]]
