-- DenseNet-161, 28,681,000 parameters.
return require "densenet" {6, 12, 36, 24, growth = 48, first = 96}
