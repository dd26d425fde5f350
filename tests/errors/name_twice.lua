local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
x = x:conv{4, kernel = 3, name = "conv1"}
return x:conv{4, kernel = 3, name = "conv1"}
--[[ expect
name_twice.lua:4:38: error: the name "conv1" is taken: see name_twice.lua:3
    4 | return x:conv{4, kernel = 3, name = "conv1"}
      |                                      ^
  hint: names give the parameters their names; cnn.scope("layer1", f) sets one before those in f
]]
