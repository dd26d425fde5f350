-- ResNet-34, 21,797,672 parameters.
return require "resnet" {3, 4, 6, 3}
