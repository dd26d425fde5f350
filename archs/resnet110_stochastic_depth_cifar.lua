-- ResNet-110 for CIFAR-10, trained with stochastic depth; 1,727,962 parameters.
return require "resnet_cifar" {depth = 110, survival = 0.5}
