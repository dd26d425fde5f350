-- FractalNet for CIFAR-10: Larsson, Maire and Shakhnarovich, "FractalNet: Ultra-Deep Neural Networks without
-- Residuals", 2016 (arXiv:1605.07648); wiring, and names of parameters (conv2_5: column 2, its sixth layer), are those
-- of the authors' generator, gustavla/fractalnet. A fractal is one layer beside two smaller ones; they meet in a mean:
--
--       ┌───────────── layer ─────────────┐
--   x ──┼────── layer ──────┬── layer ────┼── mean ──
--       └─ layer ── layer ─ mean ─ ... ───┘
--
-- return require "fractalnet_cifar" {columns = 3, 64, 128, 256, 512, 512}      -- channels of each block
--
-- The deepest column has 2^(columns - 1) layers in each block. -D column=K is the K-th column, 1 the shallowest, as a
-- network of its own; it takes its weights from a file of the whole network.
local cnn = require "cnn"

local made = {}      -- layers in each column so far

local function layer(x, column, out)
  local place = made[column] or 0
  made[column] = place + 1
  local name = "conv" .. column .. "_" .. place
  return x:conv{out, kernel = 3, pad = 1, bias = false, name = name}:batchnorm{name = "batch_" .. name}:relu()
end

local function join(parts)
  return #parts == 1 and parts[1] or cnn.mean(parts)
end

-- What is to be joined: the ends of the columns from `column` on.
local function fractal(x, column, columns, out)
  local ends = {layer(x, column, out)}
  if column < columns - 1 then
    local middle = join(fractal(x, column + 1, columns, out))
    for _, y in ipairs(fractal(middle, column + 1, columns, out)) do
      ends[#ends + 1] = y
    end
  end
  return ends
end

local function block(x, columns, out)
  local ends = fractal(x, 0, columns, out)
  for i, y in ipairs(ends) do
    ends[i] = y:maxpool{2}
  end
  return join(ends)
end

local function one_column(x, column, out)
  for _ = 1, 1 << column do
    x = layer(x, column, out)
  end
  return x:maxpool{2}
end

local function leave_unused(column)
  cnn.unused("conv" .. column .. "_")
  cnn.unused("batch_conv" .. column .. "_")
end

return function(net)
  local column = cnn.param("column", 0, {min = 0, max = net.columns})      -- 0: all of them

  local x = cnn.image{3, 32, 32, min = 32, preprocess = "cifar", labels = "cifar10"}
  for _, out in ipairs(net) do
    x = column > 0 and one_column(x, column - 1, out) or block(x, net.columns, out)
  end
  for other = 1, column > 0 and net.columns or 0 do
    if other ~= column then leave_unused(other - 1) end
  end

  return x:flatten():linear{10, name = "prediction0"}
end
