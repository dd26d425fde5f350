-- Wide ResNet-40-4 for CIFAR-10, 8,949,210 parameters.
return require "wrn_cifar" {depth = 40, widen = 4}
