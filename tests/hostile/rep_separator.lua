-- expect: string.rep: more than 1 MB of text
local s = ("x"):rep(3, ("y"):rep(1 << 20)) -- here
