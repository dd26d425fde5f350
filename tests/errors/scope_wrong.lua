local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return cnn.scope("layer1", x:relu())
--[[ expect
scope_wrong.lua:3:12: error: scope: takes a name and a function, not a tensor
    3 | return cnn.scope("layer1", x:relu())
      |            ^
  hint: cnn.scope("layer1", function() ... end)
]]
