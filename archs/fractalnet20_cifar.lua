-- FractalNet of 20 layers for CIFAR-10, 33,724,618 parameters.
return require "fractalnet_cifar" {columns = 3, 64, 128, 256, 512, 512}
