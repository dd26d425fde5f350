-- Network in Network for CIFAR-10, 966,986 parameters.
local cnn = require "cnn"
local mlpconv = require "nin"

local x = cnn.image{3, 32, 32, min = 4, preprocess = "cifar", labels = "cifar10"}
x = mlpconv(x, {192, kernel = 5, pad = 2, name = "conv1"}, {160, name = "cccp1"}, {96, name = "cccp2"})
x = x:maxpool{3, stride = 2, ceil_mode = true}:dropout{0.5}
x = mlpconv(x, {192, kernel = 5, pad = 2, name = "conv2"}, {192, name = "cccp3"}, {192, name = "cccp4"})
x = x:avgpool{3, stride = 2, ceil_mode = true}:dropout{0.5}
x = mlpconv(x, {192, kernel = 3, pad = 1, name = "conv3"}, {192, name = "cccp5"}, {10, name = "cccp6"})
return x:global_avgpool():flatten()
