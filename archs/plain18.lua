-- The plain network that ResNet-18 is compared with: no shortcuts, 11,515,688 parameters.
return require "resnet" {2, 2, 2, 2, plain = true}
