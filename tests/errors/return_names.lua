local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return {["main-output"] = x:relu(), [true] = x}
--[[ expect
return_names.lua:3:1: error: an output has neither a name nor a place in the list
    3 | return {["main-output"] = x:relu(), [true] = x}
      | ^
return_names.lua:3:11: error: the name of output "main-output" may have letters, digits and _ only
    3 | return {["main-output"] = x:relu(), [true] = x}
      |           ^
]]
