-- SqueezeNet 1.0, 1,248,424 parameters: Iandola et al., "SqueezeNet: AlexNet-level accuracy with 50x fewer parameters
-- and <0.5MB model size", 2016 (arXiv:1602.07360). Names of parameters are torchvision's.
--
--                            ┌── expand 1x1 ── relu ──┐
--   x ── squeeze 1x1 ── relu ┤                        ├── concat ──
--                            └── expand 3x3 ── relu ──┘
local cnn = require "cnn"

local function fire(x, squeeze, expand)
  x = x:conv{squeeze, kernel = 1, name = "squeeze"}:relu()
  local narrow = x:conv{expand, kernel = 1, name = "expand1x1"}:relu()
  local wide = x:conv{expand, kernel = 3, pad = 1, name = "expand3x3"}:relu()
  return narrow .. wide
end

-- Its name is its place in torchvision's list of layers.
local function layer(place, x, squeeze, expand)
  return cnn.scope("features." .. place, fire, x, squeeze, expand)
end

local function pool(x)
  return x:maxpool{3, stride = 2, ceil_mode = true}
end

local x = cnn.image{3, 224, 224, preprocess = "torchvision", labels = "imagenet"}
x = pool(x:conv{96, kernel = 7, stride = 2, name = "features.0"}:relu())
x = layer(3, x, 16, 64)
x = layer(4, x, 16, 64)
x = pool(layer(5, x, 32, 128))
x = layer(7, x, 32, 128)
x = layer(8, x, 48, 192)
x = layer(9, x, 48, 192)
x = pool(layer(10, x, 64, 256))
x = layer(12, x, 64, 256)
x = x:dropout{0.5}:conv{1000, kernel = 1, name = "classifier.1"}:relu()
return x:global_avgpool():flatten()
