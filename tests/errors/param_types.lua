-- args: -D depth=seven -D width=1.5 -D bias=yes -D rate=0x10
local cnn = require "cnn"
local depth = cnn.param("depth", 3)
local width = cnn.param("width", 4, {1, 2, 4})
local bias = cnn.param("bias", true)
local rate = cnn.param("rate", 0.5)
return cnn.image{3, 8, 8}:conv{width, kernel = depth, bias = bias}:dropout{rate}
--[[ expect
param_types.lua:3:19: error: -D depth=seven: not a whole number
    3 | local depth = cnn.param("depth", 3)
      |                   ^
param_types.lua:4:19: error: -D width=1.5: not a whole number
    4 | local width = cnn.param("width", 4, {1, 2, 4})
      |                   ^
  hint: width is 1, 2 or 4
param_types.lua:5:18: error: -D bias=yes: not true or false
    5 | local bias = cnn.param("bias", true)
      |                  ^
param_types.lua:6:18: error: -D rate=0x10: not a number
    6 | local rate = cnn.param("rate", 0.5)
      |                  ^
]]
