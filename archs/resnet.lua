-- The residual networks of basic blocks: He, Zhang, Ren and Sun, "Deep Residual Learning for Image Recognition", 2015
-- (arXiv:1512.03385). Names of parameters are torchvision's.
--
--   x ──┬── conv 3x3 ── bn ── relu ── conv 3x3 ── bn ──(+)── relu ──
--       └──────────────── shortcut ─────────────────────┘
--
-- return require "resnet" {3, 4, 6, 3}      -- blocks in each stage: a ResNet-34
local cnn = require "cnn"

-- Where the block changes the shape, its shortcut has to (section 3.3 of the paper):
-- A pads with channels of zeros, B projects there, C projects in every block.
local kind = cnn.param("shortcut", "B", {"A", "B", "C"})

local function shortcut(x, out, stride)
  local same = stride == 1 and x.channels == out
  if kind == "C" or (kind == "B" and not same) then
    return cnn.scope("downsample", function()
      return x:conv{out, kernel = 1, stride = stride, bias = false, name = "0"}:batchnorm{name = "1"}
    end)
  end
  return same and x or x:subsample{out, stride = stride}
end

local function block(x, out, stride, scale)
  local y = x
    :conv{out, kernel = 3, stride = stride, pad = 1, bias = false, name = "conv1"}:batchnorm{name = "bn1"}:relu()
    :conv{out, kernel = 3, pad = 1, bias = false, name = "conv2"}:batchnorm{name = "bn2", init_scale = scale}
  return (y + shortcut(x, out, stride)):relu()
end

return function(blocks)
  local depth = blocks[1] + blocks[2] + blocks[3] + blocks[4]
  local scale = 1 / math.sqrt(depth)      -- without trained weights: the sum of all branches is as large as the input

  local x = cnn.image{3, 224, 224, preprocess = "torchvision", labels = "imagenet"}
  x = x:conv{64, kernel = 7, stride = 2, pad = 3, bias = false, name = "conv1"}:batchnorm{name = "bn1"}:relu()
  x = x:maxpool{3, stride = 2, pad = 1}

  for stage = 1, 4 do
    for i = 0, blocks[stage] - 1 do
      local stride = (stage > 1 and i == 0) and 2 or 1
      x = cnn.scope("layer" .. stage .. "." .. i, block, x, 32 << stage, stride, scale)
    end
  end

  return x:global_avgpool():flatten():linear{1000, name = "fc"}
end
