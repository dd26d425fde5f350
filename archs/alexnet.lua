-- AlexNet as torchvision has it, 61,100,840 parameters: Krizhevsky, "One weird trick for parallelizing convolutional
-- neural networks", 2014 (arXiv:1404.5997). One column, 64 first kernels, no local response norm; alexnet_2012 is the
-- older one. Names of parameters are torchvision's.
local cnn = require "cnn"

local x = cnn.image{3, 224, 224, min = 63, preprocess = "torchvision", labels = "imagenet"}
x = x:conv{64, kernel = 11, stride = 4, pad = 2, name = "features.0"}:relu():maxpool{3, stride = 2}
x = x:conv{192, kernel = 5, pad = 2, name = "features.3"}:relu():maxpool{3, stride = 2}
x = x:conv{384, kernel = 3, pad = 1, name = "features.6"}:relu()
x = x:conv{256, kernel = 3, pad = 1, name = "features.8"}:relu()
x = x:conv{256, kernel = 3, pad = 1, name = "features.10"}:relu():maxpool{3, stride = 2}
x = x:adaptive_avgpool{6}:flatten()        -- nothing to do at 224x224
x = x:dropout{0.5}:linear{4096, name = "classifier.1"}:relu()
x = x:dropout{0.5}:linear{4096, name = "classifier.4"}:relu()
return x:linear{1000, name = "classifier.6"}
