-- SqueezeNet 1.0, 1,248,424 parameters.
return require "squeezenet" {first = 96, kernel = 7, "pool", 16, 16, 32, "pool", 32, 48, 48, 64, "pool", 64}
