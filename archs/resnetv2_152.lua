-- Pre-activation ResNet-152, 60,185,128 parameters.
return require "resnetv2" {3, 8, 36, 3}
