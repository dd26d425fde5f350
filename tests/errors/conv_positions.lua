local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return x:conv{64, 3}
--[[ expect
conv_positions.lua:3:10: error: conv: no option [2]
    3 | return x:conv{64, 3}
      |          ^
  hint: name the option: conv takes out, kernel, stride, pad, dilation, groups, bias, table, init_scale, name
]]
