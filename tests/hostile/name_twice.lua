-- expect: the name "a" is taken: see FILE
local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
x = x:relu{name = "a"}
return x:conv{4, kernel = 1, name = "a"} -- here
