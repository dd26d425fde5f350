-- VGG-19 with batch norm, 143,678,248 parameters.
return require "vgg" {2, 2, 4, 4, 4, batchnorm = true}
