local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
x:conv{"64", kernel = 3}
x:conv{64, kernel = "3"}
x:conv{64, kernel = {3, 3, 3}}
x:conv{64, kernel = 3, pad = {1, 2, 3}}
x:conv{64, kernel = 3, pad = "same"}
x:conv{64, kernel = 3, bias = 0}
x:conv{64, kernel = 2.5}
x:conv{64, kernel = {3, 0}}
return x:conv{64, kernel = 3, init_scale = "small"}
--[[ expect
conv_types.lua:3:3: error: conv: out must be a whole number, not a string
    3 | x:conv{"64", kernel = 3}
      |   ^
conv_types.lua:4:3: error: conv: kernel must be a whole number or {height, width}, not a string
    4 | x:conv{64, kernel = "3"}
      |   ^
conv_types.lua:5:3: error: conv: kernel must be a whole number or {height, width}
    5 | x:conv{64, kernel = {3, 3, 3}}
      |   ^
conv_types.lua:6:3: error: conv: pad must be a whole number, {height, width} or {top, left, bottom, right}
    6 | x:conv{64, kernel = 3, pad = {1, 2, 3}}
      |   ^
conv_types.lua:7:3: error: conv: pad must be a whole number, {height, width} or {top, left, bottom, right}, not a string
    7 | x:conv{64, kernel = 3, pad = "same"}
      |   ^
conv_types.lua:8:3: error: conv: bias must be true or false, not a number
    8 | x:conv{64, kernel = 3, bias = 0}
      |   ^
conv_types.lua:9:3: error: conv: kernel must be a whole number, not 2.5
    9 | x:conv{64, kernel = 2.5}
      |   ^
conv_types.lua:10:3: error: conv: kernel 0 is not in 1 to 65536
   10 | x:conv{64, kernel = {3, 0}}
      |   ^
conv_types.lua:11:10: error: conv: init_scale must be a number, not a string
   11 | return x:conv{64, kernel = 3, init_scale = "small"}
      |          ^
]]
