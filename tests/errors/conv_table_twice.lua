local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return x:conv{2, kernel = 3, table = {{0, 1}, {1, 2, 1}}}
--[[ expect
conv_table_twice.lua:3:30: error: conv: the table gives output channel 1 input channel 1 twice
    3 | return x:conv{2, kernel = 3, table = {{0, 1}, {1, 2, 1}}}
      |                              ^
]]
