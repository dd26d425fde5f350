local cnn = require "cnn"
return cnn.scope(1, function() end)
--[[ expect
scope_name.lua:2:12: error: scope: the name must be a string, not a number
    2 | return cnn.scope(1, function() end)
      |            ^
]]
