-- Wide ResNet-101-2, 126,886,696 parameters: twice as wide inside its bottlenecks.
return require "resnet" {3, 4, 23, 3, bottleneck = true, width = 128}
