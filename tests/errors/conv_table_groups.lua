local cnn = require "cnn"
local x = cnn.image{4, 8, 8}
return x:conv{2, kernel = 3, groups = 2, table = {{0, 1}, {2, 3}}}
--[[ expect
conv_table_groups.lua:3:42: error: conv: a connection table and groups 2 exclude each other
    3 | return x:conv{2, kernel = 3, groups = 2, table = {{0, 1}, {2, 3}}}
      |                                          ^
]]
