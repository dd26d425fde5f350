local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return x:maxpool{3, stride = 2, pad = 2}
--[[ expect
maxpool_pad.lua:3:10: error: maxpool: pad {2, 2, 2, 2} is more than half the kernel, 3x3
    3 | return x:maxpool{3, stride = 2, pad = 2}
      |          ^
  hint: at most {1, 1}
]]
