local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return x:global_avgpool() .. x:global_avgpool():flatten()
--[[ expect
concat_flat.lua:3:27: error: concat: 3x1x1 and 3 differ in more than their channels
    3 | return x:global_avgpool() .. x:global_avgpool():flatten()
      |                           ^
  hint: flatten() all, or none
]]
