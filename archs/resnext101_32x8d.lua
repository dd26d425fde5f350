-- ResNeXt-101 32x8d, 88,791,336 parameters.
return require "resnet" {3, 4, 23, 3, bottleneck = true, groups = 32, width = 8}
