local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return x:concat{x}
--[[ expect
function_as_method.lua:3:10: error: no operator "concat"
    3 | return x:concat{x}
      |          ^
  hint: cnn.concat{a, b, ...} is a function
]]
