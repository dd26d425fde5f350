-- expect: conv: out 0 is less than 1
local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
for _ = 1, 1000000 do
  local _ = x:conv{0, kernel = 1}
end
