-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{6, 6, 6}
local x1 = x0:conv{16, kernel = 3, name = "conv1"}
local x2 = x1:scale_shift{init_scale = 0.5, name = "scale_shift1"}
local x3 = x2:relu()
return x3
