-- Pre-activation ResNet-101, 44,541,480 parameters.
return require "resnetv2" {3, 4, 23, 3}
