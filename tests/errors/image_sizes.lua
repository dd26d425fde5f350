local cnn = require "cnn"
return cnn.image{3, 0, 224}:relu()
--[[ expect
image_sizes.lua:2:12: error: image: the height must be a whole number from 1 to 65536, not 0
    2 | return cnn.image{3, 0, 224}:relu()
      |            ^
  hint: cnn.image{channels, height, width}
]]
