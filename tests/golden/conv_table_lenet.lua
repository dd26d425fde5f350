-- Made by generate.py, which says what it is for.
local cnn = require "cnn"
local x0 = cnn.image{6, 10, 10}
local x1 = x0:conv{16, kernel = 5, table = {{0, 1, 2}, {1, 2, 3}, {2, 3, 4}, {3, 4, 5}, {0, 4, 5}, {0, 1, 5}, {0, 1, 2,
  3}, {1, 2, 3, 4}, {2, 3, 4, 5}, {0, 3, 4, 5}, {0, 1, 4, 5}, {0, 1, 2, 5}, {0, 1, 3, 4}, {1, 2, 4, 5}, {0, 2, 3, 5},
  {0, 1, 2, 3, 4, 5}}, name = "conv1"}
return x1
