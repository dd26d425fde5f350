-- DenseNet-BC for CIFAR-10 of 100 layers and growth 12, 769,162 parameters.
return require "densenet" {16, 16, 16, growth = 12, first = 24, cifar = true}
