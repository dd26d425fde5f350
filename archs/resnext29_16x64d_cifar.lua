-- ResNeXt-29 16x64d for CIFAR-10, 68,155,210 parameters.
return require "resnet" {3, 3, 3, bottleneck = true, groups = 16, width = 64, cifar = true}
