local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return x:conv{4, kernel = 3
--[[ expect
syntax_brace.lua:4:1: error: '}' expected (to close '{' at line 3) near <eof>
    4 | 
      | ^
]]
