local cnn = require "cnn"
local block = require "blocks.residual"
return block(cnn.image{3, 8, 8})
--[[ expect
module_missing.lua:2:15: error: require: no module "blocks.residual"
    2 | local block = require "blocks.residual"
      |               ^
  hint: there is no file blocks/residual.lua
]]
