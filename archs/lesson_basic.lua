-- Lesson 4: ResNet's basic block on 28x28x256 takes 924,844,032 multiply-accumulates. See lesson_bottleneck.
local cnn = require "cnn"

local x = cnn.image{256, 28, 28}
local y = x:conv{256, kernel = 3, pad = 1, bias = false, name = "conv1"}:batchnorm{name = "bn1"}:relu()
y = y:conv{256, kernel = 3, pad = 1, bias = false, name = "conv2"}:batchnorm{name = "bn2"}
return (x + y):relu()
