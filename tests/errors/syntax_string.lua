local cnn = require "cnn
return cnn.image{3, 8, 8}
--[[ expect
syntax_string.lua:1:21: error: unfinished string near '"cnn'
    1 | local cnn = require "cnn
      |                     ^
]]
