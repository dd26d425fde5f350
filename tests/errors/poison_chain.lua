local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
local y = x:conv{64, kernel = 3, groups = 2, name = "conv1"}:batchnorm{name = "bn1"}:relu()
y = (y + x):relu() .. x
return y:flatten():linear{10, name = "fc"}
--[[ expect
poison_chain.lua:3:13: error: conv: groups 2 does not divide 3 channels
    3 | local y = x:conv{64, kernel = 3, groups = 2, name = "conv1"}:batchnorm{name = "bn1"}:relu()
      |             ^
  hint: it has to divide both the 3 channels that come in and the 64 that go out
]]
