local cnn = require "cnn"
return cnn.image{224, 224}:relu()
--[[ expect
image_missing_size.lua:2:12: error: image: the width must be a whole number from 1 to 65536, not nothing
    2 | return cnn.image{224, 224}:relu()
      |            ^
  hint: cnn.image{channels, height, width}
]]
