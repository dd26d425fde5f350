-- ResNet-110 for CIFAR-10, 1,727,962 parameters.
return require "resnet_cifar" {depth = 110}
