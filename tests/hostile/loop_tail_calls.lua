-- expect: more than 200 million instructions: an endless loop?
local function f() return f() end -- here
f()
