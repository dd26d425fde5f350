-- expect: require: cannot read large.lua: it has more than 1 MB
-- setup: size large.lua 1048577
require "large" -- here
