-- ResNet-56 for CIFAR-10, 853,018 parameters.
return require "resnet_cifar" {depth = 56}
