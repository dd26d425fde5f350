-- ResNet-44 for CIFAR-10, 658,586 parameters.
return require "resnet_cifar" {depth = 44}
