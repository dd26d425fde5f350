local cnn = require "cnn"
local depth = cnn.param{"depth", 3}
return cnn.image{3, 8, 8}:relu()
--[[ expect
param_without_name.lua:2:19: error: param: the name of a parameter must be a string, not a table
    2 | local depth = cnn.param{"depth", 3}
      |                   ^
  hint: cnn.param("depth", 18)
]]
