-- The residual networks for CIFAR-10 of section 4.2 in He, Zhang, Ren and Sun, "Deep Residual Learning for Image
-- Recognition", 2015 (arXiv:1512.03385): 6n + 2 layers, all 3x3, 16, 32 and 64 channels, shortcuts without parameters
-- (option A). Names of parameters are those of akamaster/pytorch_resnet_cifar10.
--
-- return require "resnet_cifar" {depth = 20}
--
-- plain: without shortcuts. survival: Huang, Sun, Liu, Sedra and Weinberger, "Deep Networks with Stochastic Depth",
-- 2016 (arXiv:1603.09382): the probability that training keeps the last branch; it falls in a line from 1 before the
-- first. Each branch counts as often as it was there.
local cnn = require "cnn"

local function block(x, out, stride, scale, survival, plain)
  local y = x
    :conv{out, kernel = 3, stride = stride, pad = 1, bias = false, name = "conv1"}:batchnorm{name = "bn1"}:relu()
    :conv{out, kernel = 3, pad = 1, bias = false, name = "conv2"}:batchnorm{name = "bn2", init_scale = scale}
  if plain then
    return y:relu()
  end
  if x.channels ~= out then
    x = x:subsample{out, stride = stride, before = (out - x.channels) // 2}
  end
  return (survival < 1 and y * survival + x or y + x):relu()
end

return function(net)
  local depth = cnn.param("depth", net.depth, {min = 8, max = 10004, step = 6})
  local n = depth // 6
  -- Without trained weights: the sum of all branches is as large as the input.
  local scale = net.plain and 1 or 1 / math.sqrt(3 * n)
  local survival = net.survival or 1

  local x = cnn.image{3, 32, 32, preprocess = "cifar", labels = "cifar10"}
  x = x:conv{16, kernel = 3, pad = 1, bias = false, name = "conv1"}:batchnorm{name = "bn1"}:relu()

  for stage = 1, 3 do
    for i = 0, n - 1 do
      local stride = (stage > 1 and i == 0) and 2 or 1
      local done = ((stage - 1) * n + i + 1) / (3 * n)
      local kept = 1 - done * (1 - survival)
      x = cnn.scope("layer" .. stage .. "." .. i, block, x, 8 << stage, stride, scale, kept, net.plain)
    end
  end

  return x:global_avgpool():flatten():linear{10, name = "linear"}
end
