-- expect: require: cannot read pipe.lua: it is not a regular file
-- setup: fifo pipe.lua
require "pipe" -- here
