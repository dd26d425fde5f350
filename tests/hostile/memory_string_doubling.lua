-- expect: more than 128 MB of memory
local s = "x"
while true do
  s = s .. s
end
