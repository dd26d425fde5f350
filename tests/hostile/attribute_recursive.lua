-- expect: conv: pad must be a whole number, not a table
local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
local pad = {}
pad[1], pad[2] = pad, pad
return x:conv{4, kernel = 1, pad = pad} -- here
