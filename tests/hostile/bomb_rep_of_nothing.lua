-- expect: success
local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
local nothing = string.rep("", 1 << 40)
return x:relu{name = "a" .. nothing}
