local cnn = require "cnn"
local x = cnn.image{3, 224, 224}
x:conv{out_channels = 64, kernel_size = 3, padding = 1}
x:maxpool{kernel_size = 2}
x:flatten():linear{out_features = 10}
return x:relu()
--[[ expect
pytorch_habits.lua:3:27: error: conv: no option "kernel_size"
    3 | x:conv{out_channels = 64, kernel_size = 3, padding = 1}
      |                           ^
  hint: did you mean "kernel"? conv takes out, kernel, stride, pad, dilation, groups, bias, table, init_scale, name
pytorch_habits.lua:3:8: error: conv: no option "out_channels"
    3 | x:conv{out_channels = 64, kernel_size = 3, padding = 1}
      |        ^
  hint: did you mean "out"? conv takes out, kernel, stride, pad, dilation, groups, bias, table, init_scale, name
pytorch_habits.lua:3:44: error: conv: no option "padding"
    3 | x:conv{out_channels = 64, kernel_size = 3, padding = 1}
      |                                            ^
  hint: did you mean "pad"? conv takes out, kernel, stride, pad, dilation, groups, bias, table, init_scale, name
pytorch_habits.lua:4:11: error: maxpool: no option "kernel_size"
    4 | x:maxpool{kernel_size = 2}
      |           ^
  hint: did you mean "kernel"? maxpool takes kernel, stride, pad, dilation, ceil_mode, name
pytorch_habits.lua:5:20: error: linear: no option "out_features"
    5 | x:flatten():linear{out_features = 10}
      |                    ^
  hint: did you mean "out"? linear takes out, bias, init_scale, name
]]
