-- args: -D dept=7 -D wide=true
local cnn = require "cnn"
local depth = cnn.param("depth", 3)
local width = cnn.param("width", 4)
return cnn.image{3, 8, 8}:conv{width, kernel = depth}
--[[ expect
param_unknown.lua: error: -D dept=7: the network has no parameter "dept"
  hint: did you mean "depth"? There are preprocess, size, depth and width
param_unknown.lua: error: -D wide=true: the network has no parameter "wide"
  hint: did you mean "width"? There are preprocess, size, depth and width
]]
