-- expect: the network file needs more CPU time than it may
-- file: cnnc
local t = {}
for i = 1, math.maxinteger do
  table.insert(t, 1, i)
end
