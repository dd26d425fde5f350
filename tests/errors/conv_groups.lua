local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return x:conv{64, kernel = 3, groups = 2}
--[[ expect
conv_groups.lua:3:10: error: conv: groups 2 does not divide 3 channels
    3 | return x:conv{64, kernel = 3, groups = 2}
      |          ^
  hint: it has to divide both the 3 channels that come in and the 64 that go out
]]
