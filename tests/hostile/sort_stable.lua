-- expect: 30 100 101 102 20
local t = {}
for i = 1, 1000 do t[i] = {i // 100, i} end
table.sort(t, function(a, b) return a[1] < b[1] end)
local u = {3, 1, 2, "x", "b"}
u[4], u[5] = 30, 20
table.sort(u, function(a, b) return a > b end)
error(u[1] .. " " .. t[100][2] .. " " .. t[101][2] .. " " .. t[102][2] .. " " .. u[2], 0)
