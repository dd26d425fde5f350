local cnn = require "cnn"
local function block(x)
  local y = x:conv{16, kernel = 3, stride = 2, pad = 1}:relu()
  return (y + x):relu()
end
return block(cnn.image{3, 32, 32})
--[[ expect
add_shapes.lua:4:13: error: add: 16x16x16 and 3x32x32 differ
    4 |   return (y + x):relu()
      |             ^
  hint: 3x32x32 needs a projection: conv{16, kernel = 1, stride = 2}
]]
