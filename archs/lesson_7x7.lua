-- Lesson 3: one 7x7 has 49 C^2 weights; each of its outputs sees 7x7 pixels. See lesson_three_3x3.
local cnn = require "cnn"

local channels = cnn.param("channels", 64, {min = 1, max = 1024})

return cnn.image{channels, 56, 56}:conv{channels, kernel = 7, pad = 3, bias = false, name = "conv"}:relu()
