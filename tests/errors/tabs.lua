local cnn = require "cnn"
local function head(x)
		return	x:relu():linear{10}
end
return head(cnn.image{3, 8, 8})
--[[ expect
tabs.lua:3:19: error: linear: takes a row of values, not 3x8x8
    3 | 		return	x:relu():linear{10}
      | 		      	         ^
  hint: put flatten() before it
]]
