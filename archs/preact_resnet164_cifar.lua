-- Pre-activation ResNet-164 for CIFAR-10, 1,703,258 parameters.
return require "preact_resnet_cifar" {depth = 164, bottleneck = true}
