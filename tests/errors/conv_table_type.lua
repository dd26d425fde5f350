local cnn = require "cnn"
local x = cnn.image{4, 8, 8}
return x:conv{2, kernel = 3, table = {{0, 1}, 3}}
--[[ expect
conv_table_type.lua:3:10: error: conv: table must be a list of lists, not a number
    3 | return x:conv{2, kernel = 3, table = {{0, 1}, 3}}
      |          ^
]]
