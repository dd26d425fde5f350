local cnn = require "cnn"
local function f(x)
  if x then
    return x:relu()
return f(cnn.image{3, 8, 8})
--[[ expect
syntax_end.lua:5:1: error: 'end' expected (to close 'if' at line 3) near 'return'
    5 | return f(cnn.image{3, 8, 8})
      | ^
]]
