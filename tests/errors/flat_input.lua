local cnn = require "cnn"
local x = cnn.image{3, 8, 8}:flatten()
x:avgpool{2}
x:global_avgpool()
x:lrn{}
return x:subsample{4}
--[[ expect
flat_input.lua:3:3: error: avgpool: takes a tensor of channels x height x width, not 192 values in a row
    3 | x:avgpool{2}
      |   ^
  hint: put avgpool before flatten()
flat_input.lua:4:3: error: global_avgpool: takes a tensor of channels x height x width, not 192 values in a row
    4 | x:global_avgpool()
      |   ^
  hint: put global_avgpool before flatten()
flat_input.lua:5:3: error: lrn: takes a tensor of channels x height x width, not 192 values in a row
    5 | x:lrn{}
      |   ^
  hint: put lrn before flatten()
flat_input.lua:6:10: error: subsample: takes a tensor of channels x height x width, not 192 values in a row
    6 | return x:subsample{4}
      |          ^
  hint: put subsample before flatten()
]]
