-- ResNet-20 for CIFAR-10, 269,722 parameters.
return require "resnet_cifar" {depth = 20}
