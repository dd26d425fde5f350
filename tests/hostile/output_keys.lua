-- expect: an output has neither a name nor a place in the list
-- line: 5
local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return {x, [3.5] = x, [{}] = x}
