local cnn = require "cnn"
return cnn.conv{4, kernel = 3}
--[[ expect
method_as_function.lua:2:12: error: cnn has no "conv"
    2 | return cnn.conv{4, kernel = 3}
      |            ^
  hint: operators with one input are methods: x:conv{...}
]]
