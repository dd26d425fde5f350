-- expect: the file returns nothing, not a tensor
-- line: 0
local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
