-- expect: attempt to index a tensor value
local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
x.channels = 7 -- here
