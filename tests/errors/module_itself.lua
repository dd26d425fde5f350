local block = require "module_itself"
return block
--[[ expect
module_itself.lua:1:15: error: require: "module_itself" requires itself
    1 | local block = require "module_itself"
      |               ^
]]
