local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return x[1]
--[[ expect
index_not_a_name.lua:3:1: error: a tensor has no field that is a number
    3 | return x[1]
      | ^
]]
