-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{16, 9, 9}
local x1 = x0:conv{16, kernel = {1, 7}, pad = {0, 3}, name = "conv1"}
local x2 = x1:conv{17, kernel = {7, 1}, pad = {3, 0}, name = "conv2"}
return x2
