-- ResNet-50, 25,557,032 parameters.
return require "resnet" {3, 4, 6, 3, bottleneck = true}
