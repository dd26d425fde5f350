local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return x:conv{4, kernel = 3, pad = 1}:relu():conv{8, kernel = 3, pad = 1}:relu():conv{16, kernel = 3, pad = 1}:relu():maxpool{9}:conv{32, kernel = 3, pad = 1}:relu():global_avgpool():flatten():linear{10}
--[[ expect
long_line.lua:3:119: error: maxpool: kernel 9x9 is larger than the padded input, 8x8 (input 16x8x8)
    3 | l = 3, pad = 1}:relu():conv{16, kernel = 3, pad = 1}:relu():maxpool{9}:conv{32, kernel = 3, pad = 1}:relu():global_avgpool():flatten():linear{10}
      |                                                             ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
]]
