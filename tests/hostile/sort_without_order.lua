-- expect: sorted
local t = {}
for i = 1, 1000 do t[i] = i end
table.sort(t, function() return true end)
table.sort(t, function(a, b)
  if a then t[a] = nil end
  return b == nil
end)
error("sorted", 0)
