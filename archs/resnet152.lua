-- ResNet-152, 60,192,808 parameters.
return require "resnet" {3, 8, 36, 3, bottleneck = true}
