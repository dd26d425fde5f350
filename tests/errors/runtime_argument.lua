local cnn = require "cnn"
local name = ("layer"):rep("many")
return cnn.image{3, 8, 8}:relu{name = name}
--[[ expect
runtime_argument.lua:2:24: error: bad argument #1 to 'rep' (number expected, got string)
    2 | local name = ("layer"):rep("many")
      |                        ^
]]
