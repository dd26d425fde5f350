local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return {x:relu(), aux = "x"}
--[[ expect
return_no_tensor.lua:3:19: error: output "aux" is a string, not a tensor
    3 | return {x:relu(), aux = "x"}
      |                   ^
]]
