local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return x:avgpool{{3, 5}, stride = 2, pad = {2, 1}}
--[[ expect
avgpool_pad.lua:3:10: error: avgpool: pad {2, 1, 2, 1} is more than half the kernel, 3x5
    3 | return x:avgpool{{3, 5}, stride = 2, pad = {2, 1}}
      |          ^
  hint: at most {1, 2}
]]
