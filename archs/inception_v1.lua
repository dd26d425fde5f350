-- GoogLeNet as its paper has it, 6,998,552 parameters (13,378,280 with its auxiliary classifiers, -D aux=true):
-- Szegedy et al., "Going Deeper with Convolutions", 2014 (arXiv:1409.4842), table 1. No batch norm, but local response
-- norms; 5x5 where googlenet has 3x3. Names of parameters are those of the Caffe model, a dot for each slash.
--
--       ┌── 1x1 ────────────┐
--   x ──┼── 1x1 ──── 3x3 ───┼── concat ──
--       ├── 1x1 ──── 5x5 ───┤
--       └── maxpool ── 1x1 ─┘
local cnn = require "cnn"

local auxiliary = cnn.param("aux", false, {true, false})

local function conv(x, name, out, kernel, stride)
  return x:conv{out, kernel = kernel, stride = stride or 1, pad = kernel // 2, name = name}:relu()
end

local function pool(x)
  return x:maxpool{3, stride = 2, ceil_mode = true}
end

local function module(name, x, narrow, reduce3, wide3, reduce5, wide5, pooled)
  return cnn.scope("inception_" .. name, function()
    return cnn.concat{
      conv(x, "1x1", narrow, 1),
      conv(conv(x, "3x3_reduce", reduce3, 1), "3x3", wide3, 3),
      conv(conv(x, "5x5_reduce", reduce5, 1), "5x5", wide5, 5),
      conv(x:maxpool{3, stride = 1, pad = 1}, "pool_proj", pooled, 1),
    }
  end)
end

local function classify(name, x)
  return cnn.scope(name, function()
    local y = conv(x:avgpool{5, stride = 3, ceil_mode = true}, "conv", 128, 1):flatten()
    return y:linear{1024, name = "fc"}:relu():dropout{0.7}:linear{1000, name = "classifier"}
  end)
end

local x = cnn.image{3, 224, 224, min = 31, preprocess = "caffe", labels = "imagenet"}
x = pool(conv(x, "conv1.7x7_s2", 64, 7, 2)):lrn{5}
x = conv(x, "conv2.3x3_reduce", 64, 1)
x = pool(conv(x, "conv2.3x3", 192, 3):lrn{5})
x = module("3a", x, 64, 96, 128, 16, 32, 32)
x = pool(module("3b", x, 128, 128, 192, 32, 96, 64))
x = module("4a", x, 192, 96, 208, 16, 48, 64)
local aux1 = auxiliary and classify("loss1", x)
x = module("4b", x, 160, 112, 224, 24, 64, 64)
x = module("4c", x, 128, 128, 256, 24, 64, 64)
x = module("4d", x, 112, 144, 288, 32, 64, 64)
local aux2 = auxiliary and classify("loss2", x)
x = pool(module("4e", x, 256, 160, 320, 32, 128, 128))
x = module("5a", x, 256, 160, 320, 32, 128, 128)
x = module("5b", x, 384, 192, 384, 48, 128, 128)
x = x:global_avgpool():flatten():dropout{0.4}:linear{1000, name = "loss3.classifier"}
return auxiliary and {x, aux1 = aux1, aux2 = aux2} or x
