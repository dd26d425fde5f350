-- The plain network that ResNet-34 is compared with: no shortcuts, 21,623,848 parameters.
return require "resnet" {3, 4, 6, 3, plain = true}
