-- args: -D size=33
local cnn = require "cnn"
return cnn.image{1, 32, 32, preprocess = "mnist"}:relu()
--[[ expect
size_mnist_odd.lua:3:12: error: image: mnist makes pictures of 32x32, too small for 1x33x33
    3 | return cnn.image{1, 32, 32, preprocess = "mnist"}:relu()
      |            ^
  hint: mnist makes sizes up to 28, and larger ones that are even
]]
