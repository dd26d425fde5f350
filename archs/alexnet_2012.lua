-- AlexNet as its paper has it, 60,965,224 parameters: Krizhevsky, Sutskever and Hinton, "ImageNet Classification with
-- Deep Convolutional Neural Networks", 2012. It ran on two GPUs: conv2, conv4 and conv5 are in two groups. The pictures
-- are 227x227, as its layers need; the paper says 224. Names of parameters are those of the Caffe model.
local cnn = require "cnn"

-- The paper's k = 2, n = 5, alpha = 1e-4 of the sum; ours is of the mean.
local function norm(x)
  return x:lrn{5, k = 2, alpha = 5e-4, beta = 0.75}
end

local x = cnn.image{3, 227, 227, min = 227, max = 258, preprocess = "caffe", labels = "imagenet"}
x = norm(x:conv{96, kernel = 11, stride = 4, name = "conv1"}:relu()):maxpool{3, stride = 2}
x = norm(x:conv{256, kernel = 5, pad = 2, groups = 2, name = "conv2"}:relu()):maxpool{3, stride = 2}
x = x:conv{384, kernel = 3, pad = 1, name = "conv3"}:relu()
x = x:conv{384, kernel = 3, pad = 1, groups = 2, name = "conv4"}:relu()
x = x:conv{256, kernel = 3, pad = 1, groups = 2, name = "conv5"}:relu():maxpool{3, stride = 2}
x = x:flatten()      -- of 256x6x6
x = x:linear{4096, name = "fc6"}:relu():dropout{0.5}
x = x:linear{4096, name = "fc7"}:relu():dropout{0.5}
return x:linear{1000, name = "fc8"}
