-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{3, 5, 5}
local x1 = x0:relu()
local x2 = x0:conv{16, kernel = 3, name = "conv1"}
return {a = x0, b = x1, c = x2}
