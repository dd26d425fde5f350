-- expect: more than 200 million instructions: an endless loop?
-- setup: file endless.lua while true do end
-- file: endless.lua
-- line: 1
require "endless"
