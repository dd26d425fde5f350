-- expect: scope: the names have 256 bytes, more than 255
local cnn = require "cnn"
local function f() cnn.scope("a", f) end
f()
