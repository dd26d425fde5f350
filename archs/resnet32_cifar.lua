-- ResNet-32 for CIFAR-10, 464,154 parameters.
return require "resnet_cifar" {depth = 32}
