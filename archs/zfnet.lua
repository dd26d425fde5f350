-- ZFNet, 62,357,608 parameters: Zeiler and Fergus, "Visualizing and Understanding Convolutional Networks", 2013
-- (arXiv:1311.2901), figure 3: AlexNet with 7x7 of stride 2 in front, as its 11x11 of stride 4 were found to miss
-- frequencies, and without groups. The norms are AlexNet's, behind the pooling. Names of parameters as alexnet_2012.
local cnn = require "cnn"

local function pool(x)
  return x:maxpool{3, stride = 2, ceil_mode = true}
end

local function norm(x)
  return x:lrn{5, k = 2, alpha = 5e-4, beta = 0.75}
end

local x = cnn.image{3, 224, 224, min = 207, max = 238, preprocess = "caffe", labels = "imagenet"}
x = norm(pool(x:conv{96, kernel = 7, stride = 2, pad = 1, name = "conv1"}:relu()))
x = norm(pool(x:conv{256, kernel = 5, stride = 2, name = "conv2"}:relu()))
x = x:conv{384, kernel = 3, pad = 1, name = "conv3"}:relu()
x = x:conv{384, kernel = 3, pad = 1, name = "conv4"}:relu()
x = pool(x:conv{256, kernel = 3, pad = 1, name = "conv5"}:relu())
x = x:flatten()      -- of 256x6x6
x = x:linear{4096, name = "fc6"}:relu():dropout{0.5}
x = x:linear{4096, name = "fc7"}:relu():dropout{0.5}
return x:linear{1000, name = "fc8"}
