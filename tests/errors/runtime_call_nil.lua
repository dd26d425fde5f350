local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return blok(x:relu())
--[[ expect
runtime_call_nil.lua:3:8: error: attempt to call a nil value (global 'blok')
    3 | return blok(x:relu())
      |        ^
]]
