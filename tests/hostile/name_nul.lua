-- expect: conv: name has a NUL byte in it
local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return x:conv{4, kernel = 1, name = "a\0b"} -- here
