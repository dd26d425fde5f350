-- expect: require: cannot read folder.lua: it is not a regular file
-- setup: folder folder.lua
require "folder" -- here
