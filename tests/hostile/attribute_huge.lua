-- expect: conv: out 9.2233720368548e+18 is not in 1 to 2147483647
local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return x:conv{math.maxinteger, kernel = 1} -- here
