-- expect: conv: more than 32 options that it does not have
local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
local options = {}
for i = 1, 1000000 do options["o" .. i] = i end
return x:conv(options) -- here
