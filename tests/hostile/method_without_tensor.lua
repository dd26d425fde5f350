-- expect: relu: is called on a table, not on a tensor
local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
x.relu{} -- here
