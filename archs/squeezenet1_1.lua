-- SqueezeNet 1.1, 1,235,496 parameters: as accurate as 1.0 with 2.4 times fewer operations.
return require "squeezenet" {first = 64, kernel = 3, "pool", 16, 16, "pool", 32, 32, "pool", 48, 48, 64, 64}
