-- expect: more than 200 million instructions: an endless loop?
local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
return cnn.scope("a", function()
  while true do end -- here
end)
