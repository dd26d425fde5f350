-- weights: npz_integers
local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
x = x:conv{4, kernel = 3, name = "conv1"}:relu():global_avgpool()
return x:flatten():linear{2, name = "fc"}
--[[ expect
w.npz: error: wrong type: fc.weight is <i4 in the file, declared at weights_npz_integers.lua:5
  hint: F32, F16, BF16 and F64 are read (in an npz: <f4, <f2, <f8)
]]
