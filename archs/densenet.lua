-- DenseNet: Huang, Liu, van der Maaten and Weinberger, "Densely Connected Convolutional Networks", 2016
-- (arXiv:1608.06993). Each layer sees what all layers of its block before it have made, and adds `growth` channels.
-- Names of parameters are torchvision's; of the CIFAR networks those of gpleiss/efficient_densenet_pytorch.
--
--   x ──┬── bn ── relu ── conv 1x1 ── bn ── relu ── conv 3x3 ── concat ──
--       └──────────────────────────────────────────────────────────┘
--
-- return require "densenet" {6, 12, 24, 16, growth = 32, first = 64}       -- layers in each block: a DenseNet-121
--
-- first: channels before the first block; basic: no 1x1 in the layers, no halving between the blocks; cifar: for 32x32.
local cnn = require "cnn"

local function activate(x, name)
  return x:batchnorm{name = name}:relu()
end

local function layer(x, net)
  local y, last = activate(x, "norm1"), "conv1"
  if not net.basic then
    y = activate(y:conv{4 * net.growth, kernel = 1, bias = false, name = "conv1"}, "norm2")
    last = "conv2"
  end
  return x .. y:conv{net.growth, kernel = 3, pad = 1, bias = false, name = last}
end

local function transition(x, net)
  local out = net.basic and x.channels or x.channels // 2
  return activate(x, "norm"):conv{out, kernel = 1, bias = false, name = "conv"}:avgpool{2}
end

local function imagenet_stem(first)
  local x = cnn.image{3, 224, 224, min = 29, preprocess = "torchvision", labels = "imagenet"}
  x = x:conv{first, kernel = 7, stride = 2, pad = 3, bias = false, name = "conv0"}
  return activate(x, "norm0"):maxpool{3, stride = 2, pad = 1}
end

local function cifar_stem(first)
  local x = cnn.image{3, 32, 32, min = 4, preprocess = "cifar", labels = "cifar10"}
  return x:conv{first, kernel = 3, pad = 1, bias = false, name = "conv0"}
end

local function features(net)
  local x = (net.cifar and cifar_stem or imagenet_stem)(net.first)
  for block, layers in ipairs(net) do
    if block > 1 then
      x = cnn.scope("transition" .. block - 1, transition, x, net)
    end
    for i = 1, layers do
      x = cnn.scope("denseblock" .. block .. ".denselayer" .. i, layer, x, net)
    end
  end
  return activate(x, net.cifar and "norm_final" or "norm5")
end

return function(net)
  local x = cnn.scope("features", features, net)
  return x:global_avgpool():flatten():linear{net.cifar and 10 or 1000, name = "classifier"}
end
