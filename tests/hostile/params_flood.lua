-- expect: param: more than 254 parameters
local cnn = require "cnn"
for i = 1, 1000000 do
  cnn.param("p" .. i, i) -- here
end
