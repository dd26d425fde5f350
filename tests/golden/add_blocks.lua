-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{16, 6, 6}
local x1 = x0:conv{16, kernel = 3, pad = 1, name = "conv1"}
local x2 = x1:batchnorm{name = "batchnorm1"}
local x3 = x2:relu()
local x4 = x3:conv{16, kernel = 3, pad = 1, name = "conv2"}
local x5 = x4:batchnorm{init_scale = 0.25, name = "batchnorm2"}
local x6 = x0 + x5
local x7 = x6:relu()
local x8 = x7:conv{16, kernel = 3, pad = 1, name = "conv3"}
local x9 = x8:batchnorm{name = "batchnorm3"}
local x10 = x9:relu()
local x11 = x10:conv{16, kernel = 3, pad = 1, name = "conv4"}
local x12 = x11:batchnorm{init_scale = 0.25, name = "batchnorm4"}
local x13 = x7 + x12
local x14 = x13:relu()
local x15 = x14:conv{16, kernel = 3, pad = 1, name = "conv5"}
local x16 = x15:batchnorm{name = "batchnorm5"}
local x17 = x16:relu()
local x18 = x17:conv{16, kernel = 3, pad = 1, name = "conv6"}
local x19 = x18:batchnorm{init_scale = 0.25, name = "batchnorm6"}
local x20 = x14 + x19
local x21 = x20:relu()
return x21
