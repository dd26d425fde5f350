-- VGG-11, 132,863,336 parameters (configuration A of the paper).
return require "vgg" {1, 1, 2, 2, 2}
