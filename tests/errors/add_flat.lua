local cnn = require "cnn"
local x = cnn.image{3, 1, 1}
return x + x:flatten()
--[[ expect
add_flat.lua:3:10: error: add: 3x1x1 and 3 differ
    3 | return x + x:flatten()
      |          ^
  hint: flatten() both, or neither
]]
