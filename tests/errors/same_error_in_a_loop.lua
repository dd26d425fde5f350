local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
for i = 1, 200 do x:conv{4} end
return x
--[[ expect
same_error_in_a_loop.lua:3:21: error: conv: kernel is missing (size of the window)
    3 | for i = 1, 200 do x:conv{4} end
      |                     ^
  hint: conv{kernel = ...}
same_error_in_a_loop.lua:3:1: error: more than 100 errors: the rest is not shown
    3 | for i = 1, 200 do x:conv{4} end
      | ^
]]
