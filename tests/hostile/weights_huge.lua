-- expect: conv: conv1.weight has more than 2^31 - 1 values
local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return x:conv{2147483647, kernel = 1} -- here
