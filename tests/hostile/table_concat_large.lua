-- expect: table.concat: more than 1 MB of text
local t, s = {}, ("x"):rep(1 << 10)
for i = 1, 1025 do t[i] = s end
print(table.concat(t)) -- here
