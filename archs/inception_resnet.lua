-- The Inception-ResNets: Szegedy, Ioffe, Vanhoucke and Alemi, "Inception-v4, Inception-ResNet and the Impact of
-- Residual Connections on Learning", 2016 (arXiv:1602.07261). What the branches of a block see is put together by a
-- 1x1, damped, and added to what came in.
--
--   x ──┬── branches ── concat ── 1x1 ── * 0.1 ──(+)── relu ──
--       └─────────────────────────────────────────┘
local cnn = require "cnn"
local inception = require "inception"
local conv, chain, windows = inception.conv, inception.chain, inception.windows

local function residual(x, scale, branches)
  return x + cnn.concat(branches):conv{x.channels, kernel = 1, name = "conv2d"} * scale
end

-- On 35x35: a 1x1, a 3x3, and two 3x3 of `middle` and `last` channels.
local function block35(x, middle, last)
  return residual(x, 0.17, {
    conv(x, "branch0", 32),
    chain(x, "branch1", {32}, {32, windows.three}),
    chain(x, "branch2", {32}, {middle, windows.three}, {last, windows.three}),
  }):relu()
end

-- On 17x17: a 1x1, and a 7x7 as row and column; `widths` are those of the 1x1, and of the three layers.
local function block17(x, widths)
  return residual(x, 0.10, {
    conv(x, "branch0", widths[1]),
    chain(x, "branch1", {widths[2]}, {widths[3], windows.row7}, {widths[4], windows.column7}),
  }):relu()
end

-- On 8x8, with a 3x3 as row and column.
local function block8(x, scale, widths)
  return residual(x, scale, {
    conv(x, "branch0", widths[1]),
    chain(x, "branch1", {widths[2]}, {widths[3], windows.row3}, {widths[4], windows.column3}),
  })
end

-- From 35x35 to 17x17: figure 7 of the paper.
local function reduction_a(x, k, l, m, n)
  return cnn.concat{
    conv(x, "branch0", n, windows.valid_down),
    chain(x, "branch1", {k}, {l, windows.three}, {m, windows.valid_down}),
    x:maxpool{3, stride = 2},
  }
end

-- From 17x17 to 8x8: figures 12 and 18.
local function reduction_b(x, second, third, fourth)
  return cnn.concat{
    chain(x, "branch0", {256}, {384, windows.valid_down}),
    chain(x, "branch1", {256}, {second, windows.valid_down}),
    chain(x, "branch2", {256}, {third, windows.three}, {fourth, windows.valid_down}),
    x:maxpool{3, stride = 2},
  }
end

local function repeated(name, times, block, x, ...)
  for i = 0, times - 1 do
    x = cnn.scope(name .. "." .. i, block, x, ...)
  end
  return x
end

-- 299x299 to 71x71 of 192 channels.
local function stem()
  local x = cnn.image{3, 299, 299, min = 75, preprocess = "tf", labels = "imagenet"}
  x = conv(x, "conv2d_1a", 32, windows.valid_down)
  x = conv(x, "conv2d_2a", 32, windows.valid)
  x = conv(x, "conv2d_2b", 64, windows.three):maxpool{3, stride = 2}
  return conv(conv(x, "conv2d_3b", 80), "conv2d_4a", 192, windows.valid)
end

return {stem = stem, repeated = repeated, block35 = block35, block17 = block17, block8 = block8,
        reduction_a = reduction_a, reduction_b = reduction_b}
