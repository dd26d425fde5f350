local cnn = require "cnn"
return cnn.image(3, 224, 224):relu()
--[[ expect
image_not_braces.lua:2:12: error: image: takes its options in braces, not a number
    2 | return cnn.image(3, 224, 224):relu()
      |            ^
  hint: cnn.image{3, 224, 224}
]]
