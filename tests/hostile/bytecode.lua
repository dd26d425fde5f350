-- expect: attempt to load a binary chunk (mode is 't')
-- setup: bytes chunk.lua 1b4c756154001993
require "chunk" -- here
