-- Lesson 4, continued: ResNet's bottleneck on 28x28x256, a 3x3 between a 1x1 to 64 channels and one back: 54,591,488
-- multiply-accumulates, a seventeenth.
local cnn = require "cnn"

local x = cnn.image{256, 28, 28}
local y = x:conv{64, kernel = 1, bias = false, name = "conv1"}:batchnorm{name = "bn1"}:relu()
y = y:conv{64, kernel = 3, pad = 1, bias = false, name = "conv2"}:batchnorm{name = "bn2"}:relu()
y = y:conv{256, kernel = 1, bias = false, name = "conv3"}:batchnorm{name = "bn3"}
return (x + y):relu()
