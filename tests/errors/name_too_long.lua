local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
local long = ("l"):rep(200)
cnn.scope(long, function() x:conv{4, kernel = 3, name = long} end)
return cnn.scope(long, function() return cnn.scope(long, function() return x:relu() end) end)
--[[ expect
name_too_long.lua:4:1: error: a name with its scopes has 401 bytes, more than 255
    4 | cnn.scope(long, function() x:conv{4, kernel = 3, name = long} end)
      | ^
name_too_long.lua:5:46: error: scope: the names have 402 bytes, more than 255
    5 | return cnn.scope(long, function() return cnn.scope(long, function() return x:relu() end) end)
      |                                              ^
]]
