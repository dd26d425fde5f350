-- Network in Network for ImageNet, 7,595,176 parameters.
local cnn = require "cnn"
local mlpconv = require "nin"

local function pool(x)
  return x:maxpool{3, stride = 2, ceil_mode = true}
end

local x = cnn.image{3, 224, 224, min = 39, preprocess = "caffe", labels = "imagenet"}
x = pool(mlpconv(x, {96, kernel = 11, stride = 4, name = "conv1"}, {96, name = "cccp1"}, {96, name = "cccp2"}))
x = pool(mlpconv(x, {256, kernel = 5, pad = 2, name = "conv2"}, {256, name = "cccp3"}, {256, name = "cccp4"}))
x = pool(mlpconv(x, {384, kernel = 3, pad = 1, name = "conv3"}, {384, name = "cccp5"}, {384, name = "cccp6"}))
x = mlpconv(x:dropout{0.5}, {1024, kernel = 3, pad = 1, name = "conv4-1024"}, {1024, name = "cccp7-1024"},
            {1000, name = "cccp8-1024"})
return x:global_avgpool():flatten()
