-- folder: block.lua
local block = require "block"
return block
--[[ expect
module_directory.lua:2:15: error: require: cannot read block.lua: it is not a regular file
    2 | local block = require "block"
      |               ^
]]
