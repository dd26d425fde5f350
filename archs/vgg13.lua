-- VGG-13, 133,047,848 parameters (configuration B of the paper).
return require "vgg" {2, 2, 2, 2, 2}
