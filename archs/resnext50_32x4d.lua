-- ResNeXt-50 32x4d, 25,028,904 parameters.
return require "resnet" {3, 4, 6, 3, bottleneck = true, groups = 32, width = 4}
