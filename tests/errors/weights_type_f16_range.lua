-- args: --weights-type f16
local cnn = require "cnn"
local x = cnn.image{1, 4, 4}:conv{4, kernel = 1, init_scale = 1000, name = "conv1"}:batchnorm():relu()
x = x:conv{8, kernel = 1, name = "conv2"}:relu()
return x:conv{4, kernel = 1, init_scale = 1000, name = "conv3"} * 100
--[[ expect
weights_type_f16_range.lua:5:10: error: conv: conv3.weight[0][1][0][0] is 71440 with what is folded into it: the largest f16 is 65504
    5 | return x:conv{4, kernel = 1, init_scale = 1000, name = "conv3"} * 100
      |          ^
  hint: --weights-type bf16 holds it
]]
