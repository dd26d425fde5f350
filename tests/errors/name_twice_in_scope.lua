local cnn = require "cnn"
local function block(x, n)
  return cnn.scope("layer" .. n, function() return x:conv{4, kernel = 3, name = "conv1"}:batchnorm{name = "bn1"} end)
end
local x = cnn.image{3, 8, 8}
return block(block(x, 1), 1)
--[[ expect
name_twice_in_scope.lua:3:82: error: the name "layer1.conv1" is taken: see name_twice_in_scope.lua:3
    3 |   return cnn.scope("layer" .. n, function() return x:conv{4, kernel = 3, name = "conv1"}:batchnorm{name = "bn1"} end)
      |                                                                                  ^
  hint: names give the parameters their names; cnn.scope("layer1", f) sets one before those in f
]]
