local cnn = require "cnn"
return cnn.image{3, 8, 8}.width
--[[ expect
return_number.lua:2:1: error: the file returns a number, not a tensor
    2 | return cnn.image{3, 8, 8}.width
      | ^
  hint: its last line is: return x
]]
