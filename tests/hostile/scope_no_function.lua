-- expect: scope: takes a name and a function, not a table
local cnn = require "cnn"
cnn.scope("a", {}) -- here
