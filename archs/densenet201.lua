-- DenseNet-201, 20,013,928 parameters.
return require "densenet" {6, 12, 48, 32, growth = 32, first = 64}
