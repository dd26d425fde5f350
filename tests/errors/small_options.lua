local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
x:leaky_relu{"0.1"}
x:leaky_relu{slop = 0.1}
x:dropout{2}
x:batchnorm{eps = 0}
x:batchnorm{epsilon = 1e-3}
x:scale_shift{init_scale = -1}
x:relu{inplace = true}
return x:relu(true)
--[[ expect
small_options.lua:3:3: error: leaky_relu: slope must be a number, not a string
    3 | x:leaky_relu{"0.1"}
      |   ^
small_options.lua:4:14: error: leaky_relu: no option "slop"
    4 | x:leaky_relu{slop = 0.1}
      |              ^
  hint: did you mean "slope"? leaky_relu takes slope, name
small_options.lua:5:3: error: dropout: p 2 is not in 0 to 1
    5 | x:dropout{2}
      |   ^
small_options.lua:6:3: error: batchnorm: eps 0 is not in 1e-12 to 1
    6 | x:batchnorm{eps = 0}
      |   ^
small_options.lua:7:13: error: batchnorm: no option "epsilon"
    7 | x:batchnorm{epsilon = 1e-3}
      |             ^
  hint: did you mean "eps"? batchnorm takes eps, init_scale, name
small_options.lua:8:3: error: scale_shift: init_scale -1 is not in 1e-06 to 1000
    8 | x:scale_shift{init_scale = -1}
      |   ^
small_options.lua:9:8: error: relu: no option "inplace"
    9 | x:relu{inplace = true}
      |        ^
  hint: relu takes name
small_options.lua:10:10: error: relu: takes its options in braces, not true
   10 | return x:relu(true)
      |          ^
  hint: x:relu{...}
]]
