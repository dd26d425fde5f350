local cnn = require "cnn"
return cnn.image{3, 32, 32, preprocess = {resize = 40, crop = 36, mean = 0.5, std = 0.5}}:relu()
--[[ expect
preprocess_crop.lua:2:56: error: image: preprocess: crop 36 and an input of 3x32x32 differ
    2 | return cnn.image{3, 32, 32, preprocess = {resize = 40, crop = 36, mean = 0.5, std = 0.5}}:relu()
      |                                                        ^
  hint: crop is the size of the input, less zero_pad on each side; it may be left out
]]
