-- args: -D depth=0 -D width=65
local cnn = require "cnn"
local depth = cnn.param("depth", 3, {min = 1})
local width = cnn.param("width", 4, {min = 1, max = 64})
return cnn.image{3, 8, 8}:conv{width, kernel = depth}
--[[ expect
param_range.lua:3:19: error: -D depth=0: not a number from 1
    3 | local depth = cnn.param("depth", 3, {min = 1})
      |                   ^
param_range.lua:4:19: error: -D width=65: not a number from 1 up to 64
    4 | local width = cnn.param("width", 4, {min = 1, max = 64})
      |                   ^
]]
