local cnn = require "cnn"
return cnn.image{1, 8, 8, preprocess = {grey = true, zero_pad = 4}}:relu()
--[[ expect
preprocess_zero_pad.lua:2:12: error: image: zero_pad 4 leaves nothing of 1x8x8
    2 | return cnn.image{1, 8, 8, preprocess = {grey = true, zero_pad = 4}}:relu()
      |            ^
]]
