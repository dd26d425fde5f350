local cnn = require "cnn"
local file = io.open("w.npz")
return cnn.image{3, 8, 8}
--[[ expect
runtime_library.lua:2:14: error: attempt to index a nil value (global 'io')
    2 | local file = io.open("w.npz")
      |              ^
]]
