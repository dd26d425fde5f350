local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return x - x
--[[ expect
runtime_tensor_arithmetic.lua:3:8: error: attempt to perform arithmetic on a tensor value (local 'x')
    3 | return x - x
      |        ^
]]
