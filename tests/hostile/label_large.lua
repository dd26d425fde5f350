-- expect: image: a label has 1048576 bytes, more than 255
local cnn = require "cnn"
return cnn.image{1, 1, 1, labels = {("a"):rep(1 << 20)}} -- here
