-- Wide ResNet-16-8 for CIFAR-10, 10,961,370 parameters.
return require "wrn_cifar" {depth = 16, widen = 8}
