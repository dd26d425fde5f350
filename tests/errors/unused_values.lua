local cnn = require "cnn"
cnn.unused(3)
return cnn.image{3, 8, 8}:relu()
--[[ expect
unused_values.lua:2:5: error: unused: the beginning of names must be a string, not a number
    2 | cnn.unused(3)
      |     ^
]]
