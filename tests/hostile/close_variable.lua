-- expect: variable 'y' got a non-closable value
local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
local y <close> = x -- here
