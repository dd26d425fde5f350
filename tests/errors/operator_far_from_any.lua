local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return x:something_else_entirely{4}
--[[ expect
operator_far_from_any.lua:3:10: error: no operator "something_else_entirely"
    3 | return x:something_else_entirely{4}
      |          ^
  hint: cnnc --list-ops lists them
]]
