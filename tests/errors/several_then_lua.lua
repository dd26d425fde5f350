local cnn = require "cnn"
local x = cnn.image{3, 32, 32}
local y = x:conv{8, kernel = 3, groups = 2}
local z = x:avgpool{0}
return y + z + w
--[[ expect
several_then_lua.lua:3:13: error: conv: groups 2 does not divide 3 channels
    3 | local y = x:conv{8, kernel = 3, groups = 2}
      |             ^
  hint: it has to divide both the 3 channels that come in and the 8 that go out
several_then_lua.lua:4:13: error: avgpool: kernel 0 is not in 1 to 65536
    4 | local z = x:avgpool{0}
      |             ^
several_then_lua.lua:5:14: error: add: takes two tensors, not a tensor and nothing
    5 | return y + z + w
      |              ^
]]
