local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return {output = x, aux = x:relu(), Aux = x:tanh(), ["1"] = x:sigmoid(), n1 = x:softmax(), [""] = x}
--[[ expect
return_names_alike.lua:3:1: error: the name of output "" may have letters, digits and _ only
    3 | return {output = x, aux = x:relu(), Aux = x:tanh(), ["1"] = x:sigmoid(), n1 = x:softmax(), [""] = x}
      | ^
return_names_alike.lua:3:21: error: outputs "Aux" and "aux" would have the same name in C
    3 | return {output = x, aux = x:relu(), Aux = x:tanh(), ["1"] = x:sigmoid(), n1 = x:softmax(), [""] = x}
      |                     ^
return_names_alike.lua:3:74: error: outputs "1" and "n1" would have the same name in C
    3 | return {output = x, aux = x:relu(), Aux = x:tanh(), ["1"] = x:sigmoid(), n1 = x:softmax(), [""] = x}
      |                                                                          ^
]]
