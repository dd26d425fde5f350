local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return x:flatten():conv{4, kernel = 3}
--[[ expect
conv_flat.lua:3:20: error: conv: takes a tensor of channels x height x width, not 192 values in a row
    3 | return x:flatten():conv{4, kernel = 3}
      |                    ^
  hint: put conv before flatten()
]]
