local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return x:conv{3, kernel = 3, table = {{0}, {}, {2}}}
--[[ expect
conv_table_empty.lua:3:30: error: conv: the table gives output channel 1 no input channel
    3 | return x:conv{3, kernel = 3, table = {{0}, {}, {2}}}
      |                              ^
]]
