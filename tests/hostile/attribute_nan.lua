-- expect: batchnorm: eps nan is not in 1e-12 to 1
local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return x:batchnorm{eps = 0 / 0} -- here
