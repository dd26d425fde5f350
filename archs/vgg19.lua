-- VGG-19, 143,667,240 parameters (configuration E of the paper).
return require "vgg" {2, 2, 4, 4, 4}
