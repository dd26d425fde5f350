local cnn = require "cnn"
local x = cnn.image{3, 8, 8}:flatten()
x:linear{kernel = 3}
x:linear()
x:linear{10, bias = nil, units = 3}
return x:linear{"10"}
--[[ expect
linear_options.lua:3:10: error: linear: no option "kernel"
    3 | x:linear{kernel = 3}
      |          ^
  hint: linear takes out, bias, init_scale, name
linear_options.lua:4:3: error: linear: out is missing (values of the result)
    4 | x:linear()
      |   ^
  hint: linear{out = ...}
linear_options.lua:5:26: error: linear: no option "units"
    5 | x:linear{10, bias = nil, units = 3}
      |                          ^
  hint: linear takes out, bias, init_scale, name
linear_options.lua:6:10: error: linear: out must be a whole number, not a string
    6 | return x:linear{"10"}
      |          ^
]]
