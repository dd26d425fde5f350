local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
x:rbf{10}
x:flatten():rbf()
x:flatten():rbf{0}
return x:flatten():rbf{10, bias = true}
--[[ expect
rbf_wrong.lua:3:3: error: rbf: takes a row of values, not 3x8x8
    3 | x:rbf{10}
      |   ^
  hint: put flatten() before it
rbf_wrong.lua:4:13: error: rbf: out is missing (how many centres there are)
    4 | x:flatten():rbf()
      |             ^
  hint: rbf{out = ...}
rbf_wrong.lua:5:13: error: rbf: out 0 is less than 1
    5 | x:flatten():rbf{0}
      |             ^
rbf_wrong.lua:6:28: error: rbf: no option "bias"
    6 | return x:flatten():rbf{10, bias = true}
      |                            ^
  hint: rbf takes out, name
]]
