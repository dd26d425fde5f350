-- SqueezeNet 1.0 with simple bypass around every second module (section 6 of the paper), 1,248,424 parameters.
return require "squeezenet" {first = 96, kernel = 7, bypass = true,
                             "pool", 16, 16, 32, "pool", 32, 48, 48, 64, "pool", 64}
