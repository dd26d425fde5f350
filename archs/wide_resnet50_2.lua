-- Wide ResNet-50-2, 68,883,240 parameters: twice as wide inside its bottlenecks.
return require "resnet" {3, 4, 6, 3, bottleneck = true, width = 128}
