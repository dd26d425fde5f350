-- BN-Inception, 11,194,984 parameters: Ioffe and Szegedy, "Batch Normalization: Accelerating Deep Network Training by
-- Reducing Internal Covariate Shift", 2015 (arXiv:1502.03167), figure 5: batch norm behind every convolution, two 3x3
-- for each 5x5, some modules with stride 2. Names of parameters follow torchvision's GoogLeNet.
--
--       ┌── 1x1 ──────────────────┐
--   x ──┼── 1x1 ──── 3x3 ─────────┼── concat ──
--       ├── 1x1 ──── 3x3 ── 3x3 ──┤
--       └── pool ─── 1x1 ─────────┘
local cnn = require "cnn"
local inception = require "inception"
local conv, chain, windows = inception.conv, inception.chain, inception.windows

local function module(name, x, narrow, reduce3, wide3, reduce33, wide33, pool, pooled)
  return cnn.scope("inception" .. name, function()
    local around = pool == "avg" and x:avgpool{3, stride = 1, pad = 1} or x:maxpool{3, stride = 1, pad = 1}
    return cnn.concat{
      conv(x, "branch1", narrow),
      chain(x, "branch2", {reduce3}, {wide3, windows.three}),
      chain(x, "branch3", {reduce33}, {wide33, windows.three}, {wide33, windows.three}),
      conv(around, "branch4.1", pooled),
    }
  end)
end

-- Halves the picture; the pooled channels pass through as they are. They are padded as by TensorFlow's SAME, which the
-- authors use: an odd size on both sides, an even one behind.
local function reduce(name, x, reduce3, wide3, reduce33, wide33)
  return cnn.scope("inception" .. name, function()
    return cnn.concat{
      chain(x, "branch2", {reduce3}, {wide3, windows.three_down}),
      chain(x, "branch3", {reduce33}, {wide33, windows.three}, {wide33, windows.three_down}),
      x:maxpool{3, stride = 2, pad = {x.height % 2, x.width % 2}, ceil_mode = true},
    }
  end)
end

local x = cnn.image{3, 224, 224, min = 7, preprocess = "tf", labels = "imagenet"}
x = conv(x, "conv1", 64, windows.seven_down):maxpool{3, stride = 2, ceil_mode = true}
x = conv(x, "conv2", 64)
x = conv(x, "conv3", 192, windows.three):maxpool{3, stride = 2, ceil_mode = true}
x = module("3a", x, 64, 64, 64, 64, 96, "avg", 32)
x = module("3b", x, 64, 64, 96, 64, 96, "avg", 64)
x = reduce("3c", x, 128, 160, 64, 96)
x = module("4a", x, 224, 64, 96, 96, 128, "avg", 128)
x = module("4b", x, 192, 96, 128, 96, 128, "avg", 128)
x = module("4c", x, 160, 128, 160, 128, 160, "avg", 96)
x = module("4d", x, 96, 128, 192, 160, 192, "avg", 96)
x = reduce("4e", x, 128, 192, 192, 256)
x = module("5a", x, 352, 192, 320, 160, 224, "avg", 128)
x = module("5b", x, 352, 192, 320, 192, 224, "max", 128)
return x:global_avgpool():flatten():dropout{0.2}:linear{1000, name = "fc"}
