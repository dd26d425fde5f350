-- The residual networks: He, Zhang, Ren and Sun, "Deep Residual Learning for Image Recognition", 2015
-- (arXiv:1512.03385). Wide ones: Zagoruyko and Komodakis, "Wide Residual Networks", 2016 (arXiv:1605.07146). ResNeXt,
-- in groups: Xie, Girshick, Dollar, Tu and He, "Aggregated Residual Transformations for Deep Neural Networks", 2016
-- (arXiv:1611.05431). Names of parameters are torchvision's.
--
--   basic block:    x ──┬── conv 3x3 ── bn ── relu ── conv 3x3 ── bn ──(+)── relu ──
--                       └──────────────── shortcut ─────────────────────┘
--   bottleneck:     the branch is conv 1x1 ── bn ── relu ── conv 3x3 ── bn ── relu ── conv 1x1 ── bn
--
-- return require "resnet" {3, 4, 6, 3}                                               -- blocks in each stage: ResNet-34
-- return require "resnet" {3, 4, 6, 3, bottleneck = true}                            -- ResNet-50
-- return require "resnet" {3, 4, 6, 3, bottleneck = true, groups = 32, width = 4}    -- ResNeXt-50 32x4d
--
-- width: channels of each group inside the bottlenecks of the first stage; plain: without shortcuts; cifar: for 32x32.
local cnn = require "cnn"

-- Where the block changes the shape, its shortcut has to (section 3.3 of the paper):
-- A pads with channels of zeros, B projects there, C projects in every block.
local function shortcut(x, out, stride, kind)
  local same = stride == 1 and x.channels == out
  if kind == "C" or (kind == "B" and not same) then
    return cnn.scope("downsample", function()
      return x:conv{out, kernel = 1, stride = stride, bias = false, name = "0"}:batchnorm{name = "1"}
    end)
  end
  return same and x or x:subsample{out, stride = stride}
end

local function basic_branch(x, out, stride, net)
  return x
    :conv{out, kernel = 3, stride = stride, pad = 1, bias = false, name = "conv1"}:batchnorm{name = "bn1"}:relu()
    :conv{out, kernel = 3, pad = 1, bias = false, name = "conv2"}:batchnorm{name = "bn2", init_scale = net.scale}
end

-- The stride is on the 3x3; on the first 1x1, as in the paper, with -D stride=v1.
local function bottleneck_branch(x, out, stride, net)
  local inner = out * net.width // 64 * net.groups
  local first = net.stride == "v1" and stride or 1
  return x
    :conv{inner, kernel = 1, stride = first, bias = false, name = "conv1"}:batchnorm{name = "bn1"}:relu()
    :conv{inner, kernel = 3, stride = stride // first, pad = 1, groups = net.groups, bias = false, name = "conv2"}
    :batchnorm{name = "bn2"}:relu()
    :conv{4 * out, kernel = 1, bias = false, name = "conv3"}:batchnorm{name = "bn3", init_scale = net.scale}
end

local function block(x, out, stride, net)
  local y = (net.bottleneck and bottleneck_branch or basic_branch)(x, out, stride, net)
  return (net.plain and y or y + shortcut(x, y.channels, stride, net.shortcut)):relu()
end

local function imagenet_stem()
  local x = cnn.image{3, 224, 224, preprocess = "torchvision", labels = "imagenet"}
  x = x:conv{64, kernel = 7, stride = 2, pad = 3, bias = false, name = "conv1"}:batchnorm{name = "bn1"}:relu()
  return x:maxpool{3, stride = 2, pad = 1}
end

local function cifar_stem()
  local x = cnn.image{3, 32, 32, preprocess = "cifar", labels = "cifar10"}
  return x:conv{64, kernel = 3, pad = 1, bias = false, name = "conv1"}:batchnorm{name = "bn1"}:relu()
end

return function(net)
  net.groups, net.width = net.groups or 1, net.width or 64
  net.shortcut = not net.plain and cnn.param("shortcut", "B", {"A", "B", "C"})
  net.stride = net.bottleneck and cnn.param("stride", "v1.5", {"v1.5", "v1"})

  local depth = 0
  for _, blocks in ipairs(net) do depth = depth + blocks end
  -- Without trained weights: the sum of all branches is as large as the input.
  net.scale = net.plain and 1 or 1 / math.sqrt(depth)

  local x = net.cifar and cifar_stem() or imagenet_stem()
  for stage, blocks in ipairs(net) do
    for i = 0, blocks - 1 do
      local stride = (stage > 1 and i == 0) and 2 or 1
      x = cnn.scope("layer" .. stage .. "." .. i, block, x, 32 << stage, stride, net)
    end
  end

  return x:global_avgpool():flatten():linear{net.cifar and 10 or 1000, name = "fc"}
end
