-- expect: success
-- setup: folder folder
-- setup: file folder/a.lua return {name = ...}
local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
local a, b = require "folder.a", require "folder.a"
return x:relu{name = a.name .. b.name}
