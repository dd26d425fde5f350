-- expect: a b c
local t, keys = {c = 1, a = 1, b = 1}, {}
for key in next, t do
  keys[#keys + 1] = key
end
error(table.concat(keys, " "), 0)
