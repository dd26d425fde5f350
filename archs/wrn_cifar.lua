-- Wide residual networks for CIFAR-10: Zagoruyko and Komodakis, "Wide Residual Networks", 2016 (arXiv:1605.07146):
-- 6n + 4 layers, pre-activation blocks of 16k, 32k and 64k channels. Names of parameters are those of the authors'
-- PyTorch code, szagoruyko/wide-residual-networks.
--
--   x ── bn ── relu ──┬── conv 3x3 ── bn ── relu ── conv 3x3 ──(+)──
--                     └── conv 1x1, or x itself ──────────────┘
--
-- return require "wrn_cifar" {depth = 28, widen = 10}
local cnn = require "cnn"

local function activate(x, name)
  return x:batchnorm{name = name}:relu()
end

local function block(x, out, stride, scale)
  local y = activate(x, "bn0")
  if x.channels ~= out then
    x = y:conv{out, kernel = 1, stride = stride, bias = false, name = "convdim"}
  end
  y = activate(y:conv{out, kernel = 3, stride = stride, pad = 1, bias = false, name = "conv0"}, "bn1")
  return y:conv{out, kernel = 3, pad = 1, bias = false, name = "conv1", init_scale = scale} + x
end

return function(net)
  local widen = cnn.param("widen", net.widen, {min = 1, max = 64})
  local depth = cnn.param("depth", net.depth, {min = 10, max = 1000, step = 6})
  local n = depth // 6
  local scale = 1 / math.sqrt(3 * n)      -- without trained weights: the sum of all branches is as large as the input

  local x = cnn.image{3, 32, 32, preprocess = "cifar", labels = "cifar10"}
  x = x:conv{16, kernel = 3, pad = 1, bias = false, name = "conv0"}

  for group = 0, 2 do
    for i = 0, n - 1 do
      local stride = (group > 0 and i == 0) and 2 or 1
      x = cnn.scope("group" .. group .. ".block" .. i, block, x, widen * (16 << group), stride, scale)
    end
  end

  return activate(x, "bn"):global_avgpool():flatten():linear{10, name = "fc"}
end
