local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
for i = 1, 2 do x:conv{4, kernel = 3}:relu():conv{3, kernel = 3, groups = 2}:relu():conv{5, kernel = 3} end
local y = x:conv{3, kernel = 3} + x:conv{3, kernel = 3} + x .. x:conv{4, kernel = 3}
return y
--[[ expect
same_operator_twice_on_a_line.lua:3:46: error: conv: groups 2 does not divide 3 output channels
    3 | for i = 1, 2 do x:conv{4, kernel = 3}:relu():conv{3, kernel = 3, groups = 2}:relu():conv{5, kernel = 3} end
      |                                              ^
  hint: it has to divide both the 4 channels that come in and the 3 that go out
same_operator_twice_on_a_line.lua:4:57: error: add: 3x6x6 and 3x8x8 differ
    4 | local y = x:conv{3, kernel = 3} + x:conv{3, kernel = 3} + x .. x:conv{4, kernel = 3}
      |                                                         ^
  hint: look at the stride and padding of the layers before
]]
