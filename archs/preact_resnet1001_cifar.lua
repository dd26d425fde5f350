-- Pre-activation ResNet-1001 for CIFAR-10, 10,327,706 parameters.
return require "preact_resnet_cifar" {depth = 1001, bottleneck = true}
