local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return x:conv{4, kernel = {3, 5}, pad = {1, 0}, dilation = {2, 3}}
--[[ expect
conv_kernel_too_large.lua:3:10: error: conv: kernel 5x13 (dilated) is larger than the padded input, 10x8 (input 3x8x8)
    3 | return x:conv{4, kernel = {3, 5}, pad = {1, 0}, dilation = {2, 3}}
      |          ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
]]
