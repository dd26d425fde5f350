-- expect: image: the height must be a whole number from 1 to 65536, not 1099511627776
local cnn = require "cnn"
return cnn.image{3, 1 << 40, 1 << 40} -- here
