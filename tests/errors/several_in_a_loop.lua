local cnn = require "cnn"
local x = cnn.image{3, 32, 32}
for i = 1, 3 do
  cnn.scope("layer" .. i, function() x:conv{8 * i, kernel = 3, groups = 3 * i - 1, name = "conv"} end)
end
return x:relu()
--[[ expect
several_in_a_loop.lua:4:40: error: conv: groups 2 does not divide 3 channels
    4 |   cnn.scope("layer" .. i, function() x:conv{8 * i, kernel = 3, groups = 3 * i - 1, name = "conv"} end)
      |                                        ^
  hint: it has to divide both the 3 channels that come in and the 8 that go out
several_in_a_loop.lua:4:40: error: conv: groups 5 does not divide 3 channels
    4 |   cnn.scope("layer" .. i, function() x:conv{8 * i, kernel = 3, groups = 3 * i - 1, name = "conv"} end)
      |                                        ^
  hint: it has to divide both the 3 channels that come in and the 16 that go out
several_in_a_loop.lua:4:40: error: conv: groups 8 does not divide 3 channels
    4 |   cnn.scope("layer" .. i, function() x:conv{8 * i, kernel = 3, groups = 3 * i - 1, name = "conv"} end)
      |                                        ^
  hint: it has to divide both the 3 channels that come in and the 24 that go out
]]
