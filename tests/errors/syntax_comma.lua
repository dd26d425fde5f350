local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return x:conv{4 kernel = 3}
--[[ expect
syntax_comma.lua:3:17: error: '}' expected near 'kernel'
    3 | return x:conv{4 kernel = 3}
      |                 ^
]]
