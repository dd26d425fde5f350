local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
x:adaptive_avgpool()
x:adaptive_avgpool{0}
x:adaptive_avgpool{size = {4, 4, 4}}
x:adaptive_avgpool{kernel = 4}
return x:flatten():adaptive_avgpool{4}
--[[ expect
adaptive_avgpool_options.lua:3:3: error: adaptive_avgpool: size is missing (height and width of the result)
    3 | x:adaptive_avgpool()
      |   ^
  hint: adaptive_avgpool{size = ...}
adaptive_avgpool_options.lua:4:3: error: adaptive_avgpool: size 0 is not in 1 to 65536
    4 | x:adaptive_avgpool{0}
      |   ^
adaptive_avgpool_options.lua:5:3: error: adaptive_avgpool: size must be a whole number or {height, width}
    5 | x:adaptive_avgpool{size = {4, 4, 4}}
      |   ^
adaptive_avgpool_options.lua:6:20: error: adaptive_avgpool: no option "kernel"
    6 | x:adaptive_avgpool{kernel = 4}
      |                    ^
  hint: adaptive_avgpool takes size, name
adaptive_avgpool_options.lua:7:20: error: adaptive_avgpool: takes a tensor of channels x height x width, not 192 values in a row
    7 | return x:flatten():adaptive_avgpool{4}
      |                    ^
  hint: put adaptive_avgpool before flatten()
]]
