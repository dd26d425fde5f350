-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{17, 5, 6}
local x1 = x0:relu()
local x2 = x1:slice{16}
local x3 = x0:relu()
local x4 = x3:slice{1, before = 16}
return {a = x2, b = x4}
