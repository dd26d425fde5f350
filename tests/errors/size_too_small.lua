-- args: -D size=16
local cnn = require "cnn"
local x = cnn.image{3, 224, 224}
return x:conv{8, kernel = 11, stride = 4}:relu():maxpool{3, stride = 2}
--[[ expect
size_too_small.lua:4:50: error: maxpool: kernel 3x3 is larger than the padded input, 2x2 (input 8x2x2)
    4 | return x:conv{8, kernel = 11, stride = 4}:relu():maxpool{3, stride = 2}
      |                                                  ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
]]
