-- DenseNet-264, 33,337,704 parameters.
return require "densenet" {6, 12, 64, 48, growth = 32, first = 64}
