-- VGG-16, 138,357,544 parameters (configuration D of the paper).
return require "vgg" {2, 2, 3, 3, 3}
