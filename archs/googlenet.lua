-- GoogLeNet as torchvision has it, 6,624,904 parameters (13,004,888 with its auxiliary classifiers, -D aux=true):
-- Szegedy et al., "Going Deeper with Convolutions", 2014 (arXiv:1409.4842), with batch norm, and with 3x3 where the
-- paper (inception_v1) has 5x5. Names of parameters are torchvision's.
--
--       ┌── 1x1 ────────────┐
--   x ──┼── 1x1 ──── 3x3 ───┼── concat ──
--       ├── 1x1 ──── 3x3 ───┤
--       └── maxpool ── 1x1 ─┘
local cnn = require "cnn"
local inception = require "inception"
local conv, chain, windows = inception.conv, inception.chain, inception.windows

local auxiliary = cnn.param("aux", false, {true, false})

local function module(name, x, narrow, reduce3, wide3, reduce5, wide5, pooled)
  return cnn.scope("inception" .. name, function()
    return cnn.concat{
      conv(x, "branch1", narrow),
      chain(x, "branch2", {reduce3}, {wide3, windows.three}),
      chain(x, "branch3", {reduce5}, {wide5, windows.three}),
      conv(x:maxpool{3, stride = 1, pad = 1}, "branch4.1", pooled),
    }
  end)
end

local function classify(name, x)
  return cnn.scope(name, function()
    local y = conv(x:adaptive_avgpool{4}, "conv", 128):flatten()
    return y:linear{1024, name = "fc1"}:relu():dropout{0.7}:linear{1000, name = "fc2"}
  end)
end

local x = cnn.image{3, 224, 224, min = 15, preprocess = "tf", labels = "imagenet"}
x = conv(x, "conv1", 64, windows.seven_down):maxpool{3, stride = 2, ceil_mode = true}
x = conv(x, "conv2", 64)
x = conv(x, "conv3", 192, windows.three):maxpool{3, stride = 2, ceil_mode = true}
x = module("3a", x, 64, 96, 128, 16, 32, 32)
x = module("3b", x, 128, 128, 192, 32, 96, 64):maxpool{3, stride = 2, ceil_mode = true}
x = module("4a", x, 192, 96, 208, 16, 48, 64)
local aux1 = auxiliary and classify("aux1", x)
x = module("4b", x, 160, 112, 224, 24, 64, 64)
x = module("4c", x, 128, 128, 256, 24, 64, 64)
x = module("4d", x, 112, 144, 288, 32, 64, 64)
local aux2 = auxiliary and classify("aux2", x)
x = module("4e", x, 256, 160, 320, 32, 128, 128):maxpool{2, ceil_mode = true}
x = module("5a", x, 256, 160, 320, 32, 128, 128)
x = module("5b", x, 384, 192, 384, 48, 128, 128)
x = x:global_avgpool():flatten():dropout{0.2}:linear{1000, name = "fc"}
return auxiliary and {x, aux1 = aux1, aux2 = aux2} or x
