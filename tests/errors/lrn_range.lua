local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
x:lrn{0}
x:lrn{5, beta = -1}
x:lrn{5, k = 0/0}
return x:lrn{5, alpha = 1e7}
--[[ expect
lrn_range.lua:3:3: error: lrn: size 0 is not in 1 to 65536
    3 | x:lrn{0}
      |   ^
lrn_range.lua:4:3: error: lrn: beta -1 is not in 0 to 2
    4 | x:lrn{5, beta = -1}
      |   ^
lrn_range.lua:5:3: error: lrn: k nan is not in 1e-06 to 1000000
    5 | x:lrn{5, k = 0/0}
      |   ^
lrn_range.lua:6:10: error: lrn: alpha 10000000 is not in 0 to 1000000
    6 | return x:lrn{5, alpha = 1e7}
      |          ^
]]
