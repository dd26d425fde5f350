local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
x:conv{0, kernel = 3}
x:conv{64, kernel = 0}
x:conv{64, kernel = 3, stride = 0}
x:conv{64, kernel = 3, pad = -1}
x:conv{64, kernel = 3, groups = 0}
x:conv{2^31, kernel = 3}
return x:conv{64, kernel = 3, init_scale = 0}
--[[ expect
conv_ranges.lua:3:3: error: conv: out 0 is less than 1
    3 | x:conv{0, kernel = 3}
      |   ^
conv_ranges.lua:4:3: error: conv: kernel 0 is not in 1 to 65536
    4 | x:conv{64, kernel = 0}
      |   ^
conv_ranges.lua:5:3: error: conv: stride 0 is not in 1 to 65536
    5 | x:conv{64, kernel = 3, stride = 0}
      |   ^
conv_ranges.lua:6:3: error: conv: pad -1 is not in 0 to 65536
    6 | x:conv{64, kernel = 3, pad = -1}
      |   ^
conv_ranges.lua:7:3: error: conv: groups 0 is less than 1
    7 | x:conv{64, kernel = 3, groups = 0}
      |   ^
conv_ranges.lua:8:3: error: conv: out 2147483648 is not in 1 to 2147483647
    8 | x:conv{2^31, kernel = 3}
      |   ^
conv_ranges.lua:9:10: error: conv: init_scale 0 is not in 1e-06 to 1000
    9 | return x:conv{64, kernel = 3, init_scale = 0}
      |          ^
]]
