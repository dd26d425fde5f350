-- Lesson 1, continued: the module of inception_naive with 1x1 convolutions to 64 channels before the large windows and
-- behind the pooling. 271,351,808 multiply-accumulates, under a third; 480 channels. (The 358 million that are often
-- quoted count the 3x3 twice.)
--
--       ┌── 1x1, 128 ───────────────┐
--   x ──┼── 1x1, 64 ── 3x3, 192 ────┼── concat ──
--       ├── 1x1, 64 ── 5x5, 96 ─────┤
--       └── maxpool ── 1x1, 64 ─────┘
local cnn = require "cnn"

local function narrow(x, name)
  return x:conv{64, kernel = 1, name = name}:relu()
end

local x = cnn.image{256, 28, 28}
return cnn.concat{
  x:conv{128, kernel = 1, name = "1x1"}:relu(),
  narrow(x, "3x3_reduce"):conv{192, kernel = 3, pad = 1, name = "3x3"}:relu(),
  narrow(x, "5x5_reduce"):conv{96, kernel = 5, pad = 2, name = "5x5"}:relu(),
  narrow(x:maxpool{3, stride = 1, pad = 1}, "pool_proj"),
}
