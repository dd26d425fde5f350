-- ResNeXt-101 64x4d, 83,455,272 parameters.
return require "resnet" {3, 4, 23, 3, bottleneck = true, groups = 64, width = 4}
