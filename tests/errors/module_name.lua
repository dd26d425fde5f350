local block = require "../blocks"
return block
--[[ expect
module_name.lua:1:15: error: require: "../blocks" is not the name of a module
    1 | local block = require "../blocks"
      |               ^
  hint: names joined by dots, as "blocks.residual" for the file blocks/residual.lua beside the network file
]]
