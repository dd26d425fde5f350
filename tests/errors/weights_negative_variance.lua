-- weights: negative_variance
local cnn = require "cnn"
return cnn.image{3, 8, 8}:batchnorm{name = "bn"}
--[[ expect
w.safetensors: error: impossible value: bn.running_var[2] is -0.5, and a variance is not negative
]]
