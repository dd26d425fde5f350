-- args: -D shortcut=D
local cnn = require "cnn"
local shortcut = cnn.param("shortcut", "B", {"A", "B", "C"})
return cnn.image{3, 8, 8}:relu()
--[[ expect
param_value.lua:3:22: error: -D shortcut=D: not A, B or C
    3 | local shortcut = cnn.param("shortcut", "B", {"A", "B", "C"})
      |                      ^
]]
