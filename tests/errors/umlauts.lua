local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
local größe = 3
return x:conv{4, kernel = 9}
--[[ expect
umlauts.lua:3:9: error: unexpected symbol near '<\195>'
    3 | local größe = 3
      |         ^
]]
