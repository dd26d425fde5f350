-- DenseNet-169, 14,149,480 parameters.
return require "densenet" {6, 12, 32, 32, growth = 32, first = 64}
