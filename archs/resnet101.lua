-- ResNet-101, 44,549,160 parameters.
return require "resnet" {3, 4, 23, 3, bottleneck = true}
