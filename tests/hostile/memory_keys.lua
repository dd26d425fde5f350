-- expect: more than 128 MB of memory
local t = {}
for i = 1, math.maxinteger do
  t[("k"):rep(200) .. i] = true
end
