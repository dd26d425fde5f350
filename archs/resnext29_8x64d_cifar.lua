-- ResNeXt-29 8x64d for CIFAR-10, 34,426,698 parameters.
return require "resnet" {3, 3, 3, bottleneck = true, groups = 8, width = 64, cifar = true}
