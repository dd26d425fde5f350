-- DenseNet-121, 7,978,856 parameters.
return require "densenet" {6, 12, 24, 16, growth = 32, first = 64}
