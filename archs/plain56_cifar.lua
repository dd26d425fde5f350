-- The plain network that ResNet-56 for CIFAR-10 is compared with: no shortcuts, as many parameters.
return require "resnet_cifar" {depth = 56, plain = true}
