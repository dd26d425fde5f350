-- expect: conv: kernel -1 is not in 1 to 65536
local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return x:conv{4, kernel = -1} -- here
