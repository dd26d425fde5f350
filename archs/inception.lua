-- What the Inception networks are made of: convolution, batch norm and relu under one name, and the windows they use.
--
--   x = conv(x, "branch0", 96)                               -- 1x1: branch0.conv.weight, branch0.bn.weight, ...
--   x = chain(x, "branch1", {64}, {96, windows.three})       -- branch1.0, then branch1.1
local cnn = require "cnn"

-- `same` where nothing else is said: the picture keeps its size.
local windows = {
  one = {kernel = 1}, three = {kernel = 3, pad = 1}, five = {kernel = 5, pad = 2},
  row3 = {kernel = {1, 3}, pad = {0, 1}}, column3 = {kernel = {3, 1}, pad = {1, 0}},
  row7 = {kernel = {1, 7}, pad = {0, 3}}, column7 = {kernel = {7, 1}, pad = {3, 0}},
  seven_down = {kernel = 7, stride = 2, pad = 3}, three_down = {kernel = 3, stride = 2, pad = 1},
  valid = {kernel = 3}, valid5 = {kernel = 5}, valid_down = {kernel = 3, stride = 2},
}

local function conv(x, name, out, window)
  local w = window or windows.one
  return cnn.scope(name, function()
    local y = x:conv{out, kernel = w.kernel, stride = w.stride or 1, pad = w.pad or 0, bias = false, name = "conv"}
    return y:batchnorm{eps = 0.001, name = "bn"}:relu()
  end)
end

local function chain(x, name, ...)
  for i, layer in ipairs{...} do
    x = conv(x, name .. "." .. i - 1, layer[1], layer[2])
  end
  return x
end

return {conv = conv, chain = chain, windows = windows}
