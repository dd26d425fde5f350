
--[[ expect
empty.lua: error: the file returns nothing, not a tensor
  hint: its last line is: return x
]]
