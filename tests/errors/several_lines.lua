local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
x = x:relu():conv{
  4,
  kernel = 3,
  padding = 1,
  groups = 2,
}
return x:conv{
  4,
  kernel = 9,
}
--[[ expect
several_lines.lua:3:14: error: conv: no option "padding"
    3 | x = x:relu():conv{
      |              ^
  hint: did you mean "pad"? conv takes out, kernel, stride, pad, dilation, groups, bias, table, init_scale, name
]]
