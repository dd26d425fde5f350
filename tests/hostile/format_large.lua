-- expect: string.format: more than 1 MB of text
local s = ("x"):rep(1 << 19)
print(("%s%s%s"):format(s, s, s)) -- here
