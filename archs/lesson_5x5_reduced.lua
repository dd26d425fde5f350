-- Lesson 2, continued: the same through a 1x1 to 16 channels: 2,408,448 + 10,035,200 = 12,443,648 multiply-accumulates,
-- a tenth.
local cnn = require "cnn"

local x = cnn.image{192, 28, 28}
x = x:conv{16, kernel = 1, name = "reduce"}:relu()
return x:conv{32, kernel = 5, pad = 2, name = "conv"}:relu()
