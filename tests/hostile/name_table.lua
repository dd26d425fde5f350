-- expect: conv: name must be a string, not a table
local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return x:conv{4, kernel = 1, name = {}} -- here
