local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return x:conv{3, kernel = 3, table = {{1}, {2}, {3}}}
--[[ expect
conv_table_from_one.lua:3:30: error: conv: the table gives output channel 2 input channel 3, but there are 3
    3 | return x:conv{3, kernel = 3, table = {{1}, {2}, {3}}}
      |                              ^
  hint: input channels are counted from 0
]]
