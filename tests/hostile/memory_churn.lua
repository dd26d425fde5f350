-- expect: success
local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
for i = 1, 1000000 do
  local t = {i, {i}, "x" .. i}
  t[4] = t
end
return x
