-- The plain network that ResNet-20 for CIFAR-10 is compared with: no shortcuts, as many parameters.
return require "resnet_cifar" {depth = 20, plain = true}
