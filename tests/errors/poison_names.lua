local cnn = require "cnn"
local function block(x)
  return x:conv{4, kernel = 3, pad = 1, name = "conv1"}:batchnorm{name = "bn1"}:relu()
end
return block(block(block(cnn.image{3, 8, 8})))
--[[ expect
poison_names.lua:3:49: error: the name "conv1" is taken: see poison_names.lua:3
    3 |   return x:conv{4, kernel = 3, pad = 1, name = "conv1"}:batchnorm{name = "bn1"}:relu()
      |                                                 ^
  hint: names give the parameters their names; cnn.scope("layer1", f) sets one before those in f
]]
