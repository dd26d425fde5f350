-- DenseNet for CIFAR-10 of 40 layers and growth 12, 1,019,722 parameters.
return require "densenet" {12, 12, 12, growth = 12, first = 16, basic = true, cifar = true}
