local cnn = require "cnn"
local depth = cnn.param("depth", 3, 5)
return cnn.image{3, 8, 8}:relu()
--[[ expect
param_values_no_table.lua:2:19: error: param: the possible values of "depth" must be a table, not a number
    2 | local depth = cnn.param("depth", 3, 5)
      |                   ^
]]
