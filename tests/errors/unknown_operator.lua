local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return x:conv{4, kernel = 3}:rellu()
--[[ expect
unknown_operator.lua:3:30: error: no operator "rellu"
    3 | return x:conv{4, kernel = 3}:rellu()
      |                              ^
  hint: did you mean "relu"?
]]
