-- The tanh is in the pool and nowhere else.
local cnn = require "cnn"
return cnn.image{3, 14, 14}:conv{8, kernel = 3, name = "conv"}:tanh():avgpool{2}
