local cnn = require "cnn"
local depth = cnn.param("depth")
return cnn.image{3, 8, 8}:relu()
--[[ expect
param_without_default.lua:2:19: error: param: the default of "depth" must be a number, a string, true or false, not nothing
    2 | local depth = cnn.param("depth")
      |                   ^
  hint: cnn.param("depth", 18)
]]
