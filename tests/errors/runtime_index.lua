local x = cnn.image{3, 8, 8}
return x:relu()
--[[ expect
runtime_index.lua:1:11: error: attempt to index a nil value (global 'cnn')
    1 | local x = cnn.image{3, 8, 8}
      |           ^
  hint: the file begins with: local cnn = require "cnn"
]]
