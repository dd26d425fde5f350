local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
x:conv{4, kernel = 3, name = 1}
x:conv{4, kernel = 3, name = ""}
return x:conv{4, kernel = 3, name = ("x"):rep(300)}
--[[ expect
name_wrong.lua:3:3: error: conv: name must be a string, not a number
    3 | x:conv{4, kernel = 3, name = 1}
      |   ^
name_wrong.lua:4:3: error: conv: name is empty
    4 | x:conv{4, kernel = 3, name = ""}
      |   ^
name_wrong.lua:5:10: error: conv: name has 300 bytes, more than 255
    5 | return x:conv{4, kernel = 3, name = ("x"):rep(300)}
      |          ^
]]
