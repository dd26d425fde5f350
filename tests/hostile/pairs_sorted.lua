-- expect: 1 2 3 -a a aa b z true
local keys = {}
for key in pairs{z = 1, aa = 1, [3] = 1, b = 1, ["-a"] = 1, [1] = 1, a = 1, [true] = 1, [2] = 1} do
  keys[#keys + 1] = tostring(key)
end
error(table.concat(keys, " "), 0)
