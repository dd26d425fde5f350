local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
local y = x:maxpool{3}:maxpool{3}
local z = x:avgpool{{9, 2}}
return x:flatten():maxpool{2}
--[[ expect
pool_too_large.lua:3:24: error: maxpool: kernel 3x3 is larger than the padded input, 2x2 (input 3x2x2)
    3 | local y = x:maxpool{3}:maxpool{3}
      |                        ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
pool_too_large.lua:4:13: error: avgpool: kernel 9x2 is larger than the padded input, 8x8 (input 3x8x8)
    4 | local z = x:avgpool{{9, 2}}
      |             ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
pool_too_large.lua:5:20: error: maxpool: takes a tensor of channels x height x width, not 192 values in a row
    5 | return x:flatten():maxpool{2}
      |                    ^
  hint: put maxpool before flatten()
]]
