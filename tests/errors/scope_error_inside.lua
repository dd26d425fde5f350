local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
local y = cnn.scope("layer1", function()
  return cnn.scope("0", function()
    return x:conv{4, kernel = 9}
  end)
end)
return y:relu()
--[[ expect
scope_error_inside.lua:5:14: error: conv: kernel 9x9 is larger than the padded input, 8x8 (input 3x8x8)
    5 |     return x:conv{4, kernel = 9}
      |              ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
]]
