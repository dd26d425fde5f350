local cnn = require "cnn"
local x = cnn.image{8, 8, 8}
return x:relu():conv{6, kernel = 3, pad = 1, groups = 4, name = "conv"}:relu()
--[[ expect
conv_groups_output.lua:3:17: error: conv: groups 4 does not divide 6 output channels
    3 | return x:relu():conv{6, kernel = 3, pad = 1, groups = 4, name = "conv"}:relu()
      |                 ^
  hint: it has to divide both the 8 channels that come in and the 6 that go out
]]
