local cnn = require "cnn"
return cnn.image{3, 32, 32, preprocess = "mnist"}:relu()
--[[ expect
preprocess_channels.lua:2:12: error: image: preprocessing "mnist" gives 1 channel, not 3
    2 | return cnn.image{3, 32, 32, preprocess = "mnist"}:relu()
      |            ^
]]
