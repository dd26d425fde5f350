-- SqueezeNet: Iandola et al., "SqueezeNet: AlexNet-level accuracy with 50x fewer parameters and <0.5MB model size",
-- 2016 (arXiv:1602.07360). Names of parameters are torchvision's.
--
--                            ┌── expand 1x1 ── relu ──┐
--   x ── squeeze 1x1 ── relu ┤                        ├── concat ──
--                            └── expand 3x3 ── relu ──┘
--
-- return require "squeezenet" {first = 64, kernel = 3, "pool", 16, 16, "pool", 32, 32, "pool", 48, 48, 64, 64}
--
-- first, kernel: of the first convolution. A number is the squeeze of such a module; each of its expands is four times
-- as wide. bypass: what goes into a module is added to what comes out, where the channels are as many.
local cnn = require "cnn"

local function fire(x, squeeze)
  x = x:conv{squeeze, kernel = 1, name = "squeeze"}:relu()
  local narrow = x:conv{4 * squeeze, kernel = 1, name = "expand1x1"}:relu()
  local wide = x:conv{4 * squeeze, kernel = 3, pad = 1, name = "expand3x3"}:relu()
  return narrow .. wide
end

return function(net)
  local x = cnn.image{3, 224, 224, min = 14 + net.kernel, preprocess = "torchvision", labels = "imagenet"}
  x = x:conv{net.first, kernel = net.kernel, stride = 2, name = "features.0"}:relu()

  for i, layer in ipairs(net) do
    if layer == "pool" then
      x = x:maxpool{3, stride = 2, ceil_mode = true}
    else
      local y = cnn.scope("features." .. i + 1, fire, x, layer)      -- its place in torchvision's list of layers
      x = net.bypass and y.channels == x.channels and y + x or y
    end
  end

  return x:dropout{0.5}:conv{1000, kernel = 1, name = "classifier.1"}:relu():global_avgpool():flatten()
end
