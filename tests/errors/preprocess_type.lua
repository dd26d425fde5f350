local cnn = require "cnn"
return cnn.image{3, 32, 32, preprocess = 7}:relu()
--[[ expect
preprocess_type.lua:2:12: error: image: preprocess must be a string, not a number
    2 | return cnn.image{3, 32, 32, preprocess = 7}:relu()
      |            ^
]]
