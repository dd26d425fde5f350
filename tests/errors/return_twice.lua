local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return {x:relu(), output = x:tanh()}
--[[ expect
return_twice.lua:3:19: error: two outputs are named "output"
    3 | return {x:relu(), output = x:tanh()}
      |                   ^
]]
