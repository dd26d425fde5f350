local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return x:conv{4, kernel = 3, table = {{0}, {1}, {2}}}
--[[ expect
conv_table_outputs.lua:3:30: error: conv: a table for 3 output channels, but there are 4
    3 | return x:conv{4, kernel = 3, table = {{0}, {1}, {2}}}
      |                              ^
]]
