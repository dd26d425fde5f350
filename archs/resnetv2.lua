-- Residual networks whose branches begin with batch norm and relu, so that nothing stands in the way of the sum: He,
-- Zhang, Ren and Sun, "Identity Mappings in Deep Residual Networks", 2016 (arXiv:1603.05027); of bottlenecks, for
-- ImageNet. Names of parameters are timm's.
--
--   x ── bn ── relu ──┬── conv 1x1 ── bn ── relu ── conv 3x3 ── bn ── relu ── conv 1x1 ──(+)──
--                     └── conv 1x1 in the first block of a stage; else x itself ──────────┘
--
-- return require "resnetv2" {3, 4, 6, 3}       -- blocks in each stage: a ResNet-50
local cnn = require "cnn"

local function activate(x, name)
  return x:batchnorm{name = name}:relu()
end

local function block(x, out, stride, first, scale)
  local y = activate(x, "norm1")
  if first then
    x = y:conv{out, kernel = 1, stride = stride, bias = false, name = "downsample.conv"}
  end
  y = activate(y:conv{out // 4, kernel = 1, bias = false, name = "conv1"}, "norm2")
  y = activate(y:conv{out // 4, kernel = 3, stride = stride, pad = 1, bias = false, name = "conv2"}, "norm3")
  return y:conv{out, kernel = 1, bias = false, name = "conv3", init_scale = scale} + x
end

return function(stages)
  local depth = stages[1] + stages[2] + stages[3] + stages[4]
  local scale = 1 / math.sqrt(depth)      -- without trained weights: the sum of all branches is as large as the input

  local x = cnn.image{3, 224, 224, preprocess = "tf", labels = "imagenet"}
  x = x:conv{64, kernel = 7, stride = 2, pad = 3, bias = false, name = "stem.conv"}:maxpool{3, stride = 2, pad = 1}

  for stage, blocks in ipairs(stages) do
    for i = 0, blocks - 1 do
      local first = i == 0
      local stride = (stage > 1 and first) and 2 or 1
      x = cnn.scope("stages." .. stage - 1 .. ".blocks." .. i, block, x, 128 << stage, stride, first, scale)
    end
  end

  return activate(x, "norm"):global_avgpool():conv{1000, kernel = 1, name = "head.fc"}:flatten()
end
