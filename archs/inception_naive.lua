-- Lesson 1: an Inception module without bottlenecks. On 28x28x256 it takes 854,196,224 multiply-accumulates, and the
-- pooled channels pile up on top of all others: 256 channels become 672. See inception_bottleneck.
--
--       ┌── 1x1, 128 ──┐
--   x ──┼── 3x3, 192 ──┼── concat ──
--       ├── 5x5, 96 ───┤
--       └── maxpool ───┘
local cnn = require "cnn"

local x = cnn.image{256, 28, 28}
return cnn.concat{
  x:conv{128, kernel = 1, name = "1x1"}:relu(),
  x:conv{192, kernel = 3, pad = 1, name = "3x3"}:relu(),
  x:conv{96, kernel = 5, pad = 2, name = "5x5"}:relu(),
  x:maxpool{3, stride = 1, pad = 1},
}
