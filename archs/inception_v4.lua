-- Inception v4, 42,679,816 parameters: Szegedy, Ioffe, Vanhoucke and Alemi, "Inception-v4, Inception-ResNet and the
-- Impact of Residual Connections on Learning", 2016 (arXiv:1602.07261). Names of parameters are timm's, which counts
-- all blocks in one list.
local cnn = require "cnn"
local inception = require "inception"
local conv, chain, windows = inception.conv, inception.chain, inception.windows
local three, row7, column7 = windows.three, windows.row7, windows.column7

-- The mean of what lies in the picture; its convolution is the second of the branch.
local function pool(x, out)
  return conv(x:avgpool{3, stride = 1, pad = 1, count_include_pad = false}, "branch3.1", out)
end

-- Figure 3 of the paper from its first concat on: 147x147 to 73x73, to 71x71, to 35x35.
local function stem_a(x)
  return x:maxpool{3, stride = 2} .. conv(x, "conv", 96, windows.valid_down)
end

local function stem_b(x)
  return chain(x, "branch0", {64}, {96, windows.valid}) ..
         chain(x, "branch1", {64}, {64, row7}, {64, column7}, {96, windows.valid})
end

local function stem_c(x)
  return conv(x, "conv", 192, windows.valid_down) .. x:maxpool{3, stride = 2}
end

-- Figure 4, on 35x35.
local function block_a(x)
  return cnn.concat{
    conv(x, "branch0", 96),
    chain(x, "branch1", {64}, {96, three}),
    chain(x, "branch2", {64}, {96, three}, {96, three}),
    pool(x, 96),
  }
end

-- Figure 7: from 35x35 to 17x17.
local function reduction_a(x)
  return cnn.concat{
    conv(x, "branch0", 384, windows.valid_down),
    chain(x, "branch1", {192}, {224, three}, {256, windows.valid_down}),
    x:maxpool{3, stride = 2},
  }
end

-- Figure 5, on 17x17.
local function block_b(x)
  return cnn.concat{
    conv(x, "branch0", 384),
    chain(x, "branch1", {192}, {224, row7}, {256, column7}),
    chain(x, "branch2", {192}, {192, column7}, {224, row7}, {224, column7}, {256, row7}),
    pool(x, 128),
  }
end

-- Figure 8: from 17x17 to 8x8.
local function reduction_b(x)
  return cnn.concat{
    chain(x, "branch0", {192}, {192, windows.valid_down}),
    chain(x, "branch1", {256}, {256, row7}, {320, column7}, {320, windows.valid_down}),
    x:maxpool{3, stride = 2},
  }
end

-- Figure 6, on 8x8.
local function block_c(x)
  local function both(y, name)
    return conv(y, name .. "a", 256, windows.row3) .. conv(y, name .. "b", 256, windows.column3)
  end
  local deep = conv(conv(x, "branch2_0", 384), "branch2_1", 448, windows.column3)
  return cnn.concat{
    conv(x, "branch0", 256),
    both(conv(x, "branch1_0", 384), "branch1_1"),
    both(conv(deep, "branch2_2", 512, windows.row3), "branch2_3"),
    pool(x, 256),
  }
end

local blocks = {
  stem_a, stem_b, stem_c,
  block_a, block_a, block_a, block_a, reduction_a,
  block_b, block_b, block_b, block_b, block_b, block_b, block_b, reduction_b,
  block_c, block_c, block_c,
}

local x = cnn.image{3, 299, 299, min = 75, preprocess = "tf", labels = "imagenet"}
x = chain(x, "features", {32, windows.valid_down}, {32, windows.valid}, {64, three})
for i, block in ipairs(blocks) do
  x = cnn.scope("features." .. i + 2, block, x)
end
return x:global_avgpool():flatten():dropout{0.2}:linear{1000, name = "last_linear"}
