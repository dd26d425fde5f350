-- expect: scope: the names have 302 bytes, more than 255
local cnn = require "cnn"
local function f() cnn.scope(("a"):rep(100), f) end
cnn.scope(("a"):rep(99), f)
