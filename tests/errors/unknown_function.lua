local cnn = require "cnn"
return cnn.imgae{3, 8, 8}
--[[ expect
unknown_function.lua:2:12: error: cnn has no "imgae"
    2 | return cnn.imgae{3, 8, 8}
      |            ^
  hint: did you mean "image"?
]]
