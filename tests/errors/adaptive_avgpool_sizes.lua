local cnn = require "cnn"
local x = cnn.image{8, 4, 4}
x:adaptive_avgpool{65537}
x:adaptive_avgpool{{4, -1}}
x:adaptive_avgpool{"4x4"}
x:adaptive_avgpool{2.5}
x:adaptive_avgpool{65536}
return x:adaptive_avgpool{{1, 2}}:adaptive_avgpool{{2, 1}} + x:adaptive_avgpool{2}
--[[ expect
adaptive_avgpool_sizes.lua:3:3: error: adaptive_avgpool: size 65537 is not in 1 to 65536
    3 | x:adaptive_avgpool{65537}
      |   ^
adaptive_avgpool_sizes.lua:4:3: error: adaptive_avgpool: size -1 is not in 1 to 65536
    4 | x:adaptive_avgpool{{4, -1}}
      |   ^
adaptive_avgpool_sizes.lua:5:3: error: adaptive_avgpool: size must be a whole number or {height, width}, not a string
    5 | x:adaptive_avgpool{"4x4"}
      |   ^
adaptive_avgpool_sizes.lua:6:3: error: adaptive_avgpool: size must be a whole number, not 2.5
    6 | x:adaptive_avgpool{2.5}
      |   ^
adaptive_avgpool_sizes.lua:7:3: error: adaptive_avgpool: a result of 8x65536x65536 has more than 2^31 - 1 elements
    7 | x:adaptive_avgpool{65536}
      |   ^
adaptive_avgpool_sizes.lua:8:60: error: add: 8x2x1 and 8x2x2 differ
    8 | return x:adaptive_avgpool{{1, 2}}:adaptive_avgpool{{2, 1}} + x:adaptive_avgpool{2}
      |                                                            ^
  hint: look at the stride and padding of the layers before
]]
