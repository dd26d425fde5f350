local cnn = require "cnn"
local depth = cnn.param("depth", 18)
if depth ~= 34 then error("depth " .. depth .. " is not known: it's 34") end
return cnn.image{3, 8, 8}
--[[ expect
runtime_error.lua:3:1: error: depth 18 is not known: it's 34
    3 | if depth ~= 34 then error("depth " .. depth .. " is not known: it's 34") end
      | ^
]]
