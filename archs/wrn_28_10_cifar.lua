-- Wide ResNet-28-10 for CIFAR-10, 36,479,194 parameters.
return require "wrn_cifar" {depth = 28, widen = 10}
