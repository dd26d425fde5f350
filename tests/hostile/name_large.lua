-- expect: conv: name has 1048576 bytes, more than 255
local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return x:conv{4, kernel = 1, name = ("a"):rep(1 << 20)} -- here
