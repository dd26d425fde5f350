-- Residual networks whose branches begin with batch norm and relu, for CIFAR-10: He, Zhang, Ren and Sun, "Identity
-- Mappings in Deep Residual Networks", 2016 (arXiv:1603.05027); as KaimingHe/resnet-1k-layers has those of bottlenecks
-- (9n + 2 layers), and the paper's appendix those of two 3x3 (6n + 2). Names of parameters follow resnet_cifar's.
--
--   x ──┬── bn ── relu ── conv 3x3 ── bn ── relu ── conv 3x3 ──(+)──
--       └──────────────────────────────────────────────────────┘
--
-- return require "preact_resnet_cifar" {depth = 164, bottleneck = true}
local cnn = require "cnn"

local function activate(x, name)
  return x:batchnorm{name = name}:relu()
end

-- The first block, and those that change the shape, share the first activation with their shortcut.
local function basic(x, out, stride, first, scale)
  local y = activate(x, "bn1")
  local changes = x.channels ~= out
  x = (first or changes) and y or x
  if changes then
    x = x:subsample{out, stride = stride, before = (out - x.channels) // 2}
  end
  y = activate(y:conv{out, kernel = 3, stride = stride, pad = 1, bias = false, name = "conv1"}, "bn2")
  return y:conv{out, kernel = 3, pad = 1, bias = false, name = "conv2", init_scale = scale} + x
end

local function bottleneck(x, out, stride, _, scale)
  local y = activate(x, "bn1")
  if x.channels ~= 4 * out then
    x = y:conv{4 * out, kernel = 1, stride = stride, bias = false, name = "shortcut.0"}
  end
  y = activate(y:conv{out, kernel = 1, stride = stride, bias = false, name = "conv1"}, "bn2")
  y = activate(y:conv{out, kernel = 3, pad = 1, bias = false, name = "conv2"}, "bn3")
  return y:conv{4 * out, kernel = 1, bias = false, name = "conv3", init_scale = scale} + x
end

return function(net)
  local step = net.bottleneck and 9 or 6      -- layers of a block in each of the three stages
  local depth = cnn.param("depth", net.depth, {min = step + 2, max = 10010, step = step})
  local n = depth // step
  local block = net.bottleneck and bottleneck or basic
  local scale = 1 / math.sqrt(3 * n)      -- without trained weights: the sum of all branches is as large as the input

  local x = cnn.image{3, 32, 32, preprocess = "cifar", labels = "cifar10"}
  x = x:conv{16, kernel = 3, pad = 1, bias = false, name = "conv1"}

  for stage = 1, 3 do
    for i = 0, n - 1 do
      local stride = (stage > 1 and i == 0) and 2 or 1
      local first = stage == 1 and i == 0
      x = cnn.scope("layer" .. stage .. "." .. i, block, x, 8 << stage, stride, first, scale)
    end
  end

  return activate(x, "bn"):global_avgpool():flatten():linear{10, name = "linear"}
end
