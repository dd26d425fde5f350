local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return x.conv{4, kernel = 3}
--[[ expect
dot_for_colon.lua:3:10: error: conv: is called on a table, not on a tensor
    3 | return x.conv{4, kernel = 3}
      |          ^
  hint: a method takes a colon: x:conv{...}
]]
