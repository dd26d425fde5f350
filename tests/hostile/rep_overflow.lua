-- expect: string.rep: more than 1 MB of text
local s = ("xy"):rep(math.maxinteger) -- here
