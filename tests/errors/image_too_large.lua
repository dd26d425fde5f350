local cnn = require "cnn"
return cnn.image{3, 65536, 65536}:relu()
--[[ expect
image_too_large.lua:2:12: error: image: a result of 3x65536x65536 has more than 2^31 - 1 elements
    2 | return cnn.image{3, 65536, 65536}:relu()
      |            ^
]]
