-- args: --weights-type bf16
local cnn = require "cnn"
local x = cnn.image{1, 4, 4}:conv{4, kernel = 1, name = "conv1"} * 1e30
return x:flatten():linear{4, name = "fc"} * 1e30 * 1e30
--[[ expect
weights_type_bf16_range.lua:4:20: error: linear: fc.weight[0][0] is -inf with what is folded into it: the largest bf16 is 3.38953e+38
    4 | return x:flatten():linear{4, name = "fc"} * 1e30 * 1e30
      |                    ^
]]
