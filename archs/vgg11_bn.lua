-- VGG-11 with batch norm, 132,868,840 parameters.
return require "vgg" {1, 1, 2, 2, 2, batchnorm = true}
