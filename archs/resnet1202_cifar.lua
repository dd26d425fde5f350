-- ResNet-1202 for CIFAR-10, 19,421,274 parameters.
return require "resnet_cifar" {depth = 1202}
