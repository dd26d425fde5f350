-- expect: string.rep: more than 1 MB of text
local s = ("x"):rep(1 << 30) -- here
