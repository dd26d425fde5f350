-- expect: more than 128 MB of memory
local t = {}
while true do
  t = {t}
end
