-- ResNet-18, 11,689,512 parameters.
return require "resnet" {2, 2, 2, 2}
