-- expect: more than 128 MB of memory
local all = {}
for i = 1, math.maxinteger do
  all[i] = function() return i, all end
end
