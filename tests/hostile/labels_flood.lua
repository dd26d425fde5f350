-- expect: image: labels must be 1 to 65536 names
local cnn = require "cnn"
local labels = {}
for i = 1, 1000000 do labels[i] = "a" end
return cnn.image{3, 8, 8, labels = labels} -- here
