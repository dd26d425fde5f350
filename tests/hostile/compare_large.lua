-- expect: the network file needs more CPU time than it may
-- file: cnnc
local a, b = ("x"):rep(1 << 20), ("x"):rep(1 << 20)
while a == b do end
