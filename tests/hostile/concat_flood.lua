-- expect: more than 100000 calls of operators
local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
local y = x
for _ = 1, 1000000 do
  y = x .. y -- here
end
return y
