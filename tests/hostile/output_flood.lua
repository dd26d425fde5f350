-- expect: more than 64 outputs
-- line: 7
local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
local all = {}
for i = 1, 100000 do all[i] = x end
return all
