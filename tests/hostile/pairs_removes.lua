-- expect: a c
local t, keys = {a = 1, b = 1, c = 1}, {}
for key in pairs(t) do
  keys[#keys + 1] = key
  t.b = nil
end
error(table.concat(keys, " "), 0)
