-- expect: a tensor has no field that is a table
local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
print(x[{}]) -- here
