-- expect: success
-- A stride moves to the layer before it, but none becomes larger than a file may state: 65535 * 65535 is no int.
local cnn = require "cnn"
local x = cnn.image{3, 7, 7}
for _ = 1, 4 do x = x:conv{4, kernel = 1, stride = 65535}:relu() end
return x
