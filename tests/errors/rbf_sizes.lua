local cnn = require "cnn"
local x = cnn.image{3, 128, 128}:flatten()
x:rbf{"ten"}
x:rbf{out = {10, 10}}
x:rbf{2147483648}
x:rbf{50000}
return x:rbf{10}:rbf{10}:conv{10, kernel = 1}
--[[ expect
rbf_sizes.lua:3:3: error: rbf: out must be a whole number, not a string
    3 | x:rbf{"ten"}
      |   ^
rbf_sizes.lua:4:3: error: rbf: out must be a whole number, not a table
    4 | x:rbf{out = {10, 10}}
      |   ^
rbf_sizes.lua:5:3: error: rbf: out 2147483648 is not in 1 to 2147483647
    5 | x:rbf{2147483648}
      |   ^
rbf_sizes.lua:6:3: error: rbf: rbf4.weight has more than 2^31 - 1 values
    6 | x:rbf{50000}
      |   ^
rbf_sizes.lua:7:26: error: conv: takes a tensor of channels x height x width, not 10 values in a row
    7 | return x:rbf{10}:rbf{10}:conv{10, kernel = 1}
      |                          ^
  hint: put conv before flatten()
]]
