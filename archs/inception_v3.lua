-- Inception v3, 23,834,568 parameters (27,161,264 with its auxiliary classifier, -D aux=true): Szegedy, Vanhoucke,
-- Ioffe, Shlens and Wojna, "Rethinking the Inception Architecture for Computer Vision", 2015 (arXiv:1512.00567). A 5x5
-- becomes two 3x3, a 7x7 becomes 1x7 and 7x1. Names of parameters are torchvision's.
local cnn = require "cnn"
local inception = require "inception"
local conv, windows = inception.conv, inception.windows

local auxiliary = cnn.param("aux", false, {true, false})

-- Layers {name, out, window}, one behind the other.
local function chain(x, ...)
  for _, layer in ipairs{...} do
    x = conv(x, layer[1], layer[2], layer[3])
  end
  return x
end

local function pool(x, out)
  return conv(x:avgpool{3, stride = 1, pad = 1}, "branch_pool", out)
end

-- Figure 5 of the paper, on 35x35.
local function block_a(x, pooled)
  return cnn.concat{
    conv(x, "branch1x1", 64),
    chain(x, {"branch5x5_1", 48}, {"branch5x5_2", 64, windows.five}),
    chain(x, {"branch3x3dbl_1", 64}, {"branch3x3dbl_2", 96, windows.three}, {"branch3x3dbl_3", 96, windows.three}),
    pool(x, pooled),
  }
end

-- Figure 10: from 35x35 to 17x17.
local function block_b(x)
  return cnn.concat{
    conv(x, "branch3x3", 384, windows.valid_down),
    chain(x, {"branch3x3dbl_1", 64}, {"branch3x3dbl_2", 96, windows.three},
          {"branch3x3dbl_3", 96, windows.valid_down}),
    x:maxpool{3, stride = 2},
  }
end

-- Figure 6 with n = 7, on 17x17.
local function block_c(x, n)
  return cnn.concat{
    conv(x, "branch1x1", 192),
    chain(x, {"branch7x7_1", n}, {"branch7x7_2", n, windows.row7}, {"branch7x7_3", 192, windows.column7}),
    chain(x, {"branch7x7dbl_1", n}, {"branch7x7dbl_2", n, windows.column7}, {"branch7x7dbl_3", n, windows.row7},
          {"branch7x7dbl_4", n, windows.column7}, {"branch7x7dbl_5", 192, windows.row7}),
    pool(x, 192),
  }
end

-- From 17x17 to 8x8.
local function block_d(x)
  return cnn.concat{
    chain(x, {"branch3x3_1", 192}, {"branch3x3_2", 320, windows.valid_down}),
    chain(x, {"branch7x7x3_1", 192}, {"branch7x7x3_2", 192, windows.row7}, {"branch7x7x3_3", 192, windows.column7},
          {"branch7x7x3_4", 192, windows.valid_down}),
    x:maxpool{3, stride = 2},
  }
end

-- Figure 7, on 8x8: the last 3x3 is a row and a column side by side.
local function block_e(x)
  local function both(y, name)
    return conv(y, name .. "a", 384, windows.row3) .. conv(y, name .. "b", 384, windows.column3)
  end
  return cnn.concat{
    conv(x, "branch1x1", 320),
    both(conv(x, "branch3x3_1", 384), "branch3x3_2"),
    both(chain(x, {"branch3x3dbl_1", 448}, {"branch3x3dbl_2", 384, windows.three}), "branch3x3dbl_3"),
    pool(x, 192),
  }
end

local function classify(x)
  x = conv(x:avgpool{5, stride = 3}, "conv0", 128)
  return conv(x, "conv1", 768, windows.valid5):global_avgpool():flatten():linear{1000, name = "fc"}
end

local x = cnn.image{3, 299, 299, min = 75, preprocess = "tf", labels = "imagenet"}
x = chain(x, {"Conv2d_1a_3x3", 32, windows.valid_down}, {"Conv2d_2a_3x3", 32, windows.valid},
          {"Conv2d_2b_3x3", 64, windows.three}):maxpool{3, stride = 2}
x = chain(x, {"Conv2d_3b_1x1", 80}, {"Conv2d_4a_3x3", 192, windows.valid}):maxpool{3, stride = 2}
x = cnn.scope("Mixed_5b", block_a, x, 32)
x = cnn.scope("Mixed_5c", block_a, x, 64)
x = cnn.scope("Mixed_5d", block_a, x, 64)
x = cnn.scope("Mixed_6a", block_b, x)
x = cnn.scope("Mixed_6b", block_c, x, 128)
x = cnn.scope("Mixed_6c", block_c, x, 160)
x = cnn.scope("Mixed_6d", block_c, x, 160)
x = cnn.scope("Mixed_6e", block_c, x, 192)
local aux = auxiliary and cnn.scope("AuxLogits", classify, x)
x = cnn.scope("Mixed_7a", block_d, x)
x = cnn.scope("Mixed_7b", block_e, x)
x = cnn.scope("Mixed_7c", block_e, x)
x = x:global_avgpool():flatten():dropout{0.5}:linear{1000, name = "fc"}
return auxiliary and {x, aux = aux} or x
