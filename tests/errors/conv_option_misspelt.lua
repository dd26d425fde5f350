local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return x:conv{64, kernal = 3, stirde = 2}
--[[ expect
conv_option_misspelt.lua:3:19: error: conv: no option "kernal"
    3 | return x:conv{64, kernal = 3, stirde = 2}
      |                   ^
  hint: did you mean "kernel"? conv takes out, kernel, stride, pad, dilation, groups, bias, table, init_scale, name
conv_option_misspelt.lua:3:31: error: conv: no option "stirde"
    3 | return x:conv{64, kernal = 3, stirde = 2}
      |                               ^
  hint: did you mean "stride"? conv takes out, kernel, stride, pad, dilation, groups, bias, table, init_scale, name
]]
