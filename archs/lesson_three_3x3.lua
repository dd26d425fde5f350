-- Lesson 3, continued: three 3x3 see as much with 27 C^2 weights and three nonlinearities. This is
-- VGG's argument.
local cnn = require "cnn"

local channels = cnn.param("channels", 64, {min = 1, max = 1024})

local x = cnn.image{channels, 56, 56}
for i = 1, 3 do
  x = x:conv{channels, kernel = 3, pad = 1, bias = false, name = "conv" .. i}:relu()
end
return x
