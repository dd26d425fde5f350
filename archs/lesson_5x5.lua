-- Lesson 2: 32 channels of 5x5 on 28x28x192 take 120,422,400 multiply-accumulates. See lesson_5x5_reduced.
local cnn = require "cnn"

return cnn.image{192, 28, 28}:conv{32, kernel = 5, pad = 2, name = "conv"}:relu()
