-- Pre-activation ResNet-50, 25,549,352 parameters.
return require "resnetv2" {3, 4, 6, 3}
