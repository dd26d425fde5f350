local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
local config = {depth = 3}
return x:conv{config.widths[1], kernel = 3}
--[[ expect
runtime_field.lua:4:22: error: attempt to index a nil value (field 'widths')
    4 | return x:conv{config.widths[1], kernel = 3}
      |                      ^
]]
