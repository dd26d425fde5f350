-- VGG-13 with batch norm, 133,053,736 parameters.
return require "vgg" {2, 2, 2, 2, 2, batchnorm = true}
