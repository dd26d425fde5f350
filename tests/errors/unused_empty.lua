local cnn = require "cnn"
cnn.unused("")
return cnn.image{3, 8, 8}:relu()
--[[ expect
unused_empty.lua:2:5: error: unused: the beginning of names is empty
    2 | cnn.unused("")
      |     ^
]]
