-- VGG-16 with batch norm, 138,365,992 parameters.
return require "vgg" {2, 2, 3, 3, 3, batchnorm = true}
