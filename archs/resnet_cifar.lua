-- The residual networks for CIFAR-10 of section 4.2 in He, Zhang, Ren and Sun, "Deep Residual Learning for Image
-- Recognition", 2015 (arXiv:1512.03385): 6n + 2 layers, all 3x3, 16, 32 and 64 channels, shortcuts without parameters
-- (option A). Names of parameters are those of akamaster/pytorch_resnet_cifar10.
--
-- return require "resnet_cifar" (3)         -- n = 3: a ResNet-20
local cnn = require "cnn"

local function block(x, out, stride, scale)
  local y = x
    :conv{out, kernel = 3, stride = stride, pad = 1, bias = false, name = "conv1"}:batchnorm{name = "bn1"}:relu()
    :conv{out, kernel = 3, pad = 1, bias = false, name = "conv2"}:batchnorm{name = "bn2", init_scale = scale}
  if x.channels ~= out then
    x = x:subsample{out, stride = stride, before = (out - x.channels) // 2}
  end
  return (y + x):relu()
end

return function(n)
  local scale = 1 / math.sqrt(3 * n)      -- without trained weights: the sum of all branches is as large as the input

  local x = cnn.image{3, 32, 32, preprocess = "cifar", labels = "cifar10"}
  x = x:conv{16, kernel = 3, pad = 1, bias = false, name = "conv1"}:batchnorm{name = "bn1"}:relu()

  for stage = 1, 3 do
    for i = 0, n - 1 do
      local stride = (stage > 1 and i == 0) and 2 or 1
      x = cnn.scope("layer" .. stage .. "." .. i, block, x, 8 << stage, stride, scale)
    end
  end

  return x:global_avgpool():flatten():linear{10, name = "linear"}
end
