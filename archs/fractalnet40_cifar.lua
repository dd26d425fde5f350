-- FractalNet of 40 layers for CIFAR-10, 19,040,714 parameters.
return require "fractalnet_cifar" {columns = 4, 32, 64, 128, 256, 256}
