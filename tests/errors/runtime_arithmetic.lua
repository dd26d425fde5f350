local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return x:conv{4 * expansion, kernel = 3}
--[[ expect
runtime_arithmetic.lua:3:19: error: attempt to perform arithmetic on a nil value (global 'expansion')
    3 | return x:conv{4 * expansion, kernel = 3}
      |                   ^
]]
