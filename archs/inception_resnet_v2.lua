-- Inception-ResNet v2, 55,843,464 parameters, as its authors' code has it: blocks of 320, 1088 and 2080 channels, where
-- the paper's figures draw 384, 1154 and 2048. Names of parameters are timm's.
local cnn = require "cnn"
local inception = require "inception"
local net = require "inception_resnet"
local conv, chain, windows = inception.conv, inception.chain, inception.windows

local function mixed(x)
  return cnn.concat{
    conv(x, "branch0", 96),
    chain(x, "branch1", {48}, {64, windows.five}),
    chain(x, "branch2", {64}, {96, windows.three}, {96, windows.three}),
    conv(x:avgpool{3, stride = 1, pad = 1, count_include_pad = false}, "branch3.1", 64),
  }
end

local x = net.stem():maxpool{3, stride = 2}
x = cnn.scope("mixed_5b", mixed, x)
x = net.repeated("repeat", 10, net.block35, x, 48, 64)
x = cnn.scope("mixed_6a", net.reduction_a, x, 256, 256, 384, 384)
x = net.repeated("repeat_1", 20, net.block17, x, {192, 128, 160, 192})
x = cnn.scope("mixed_7a", net.reduction_b, x, 288, 288, 320)
for i = 0, 8 do
  x = cnn.scope("repeat_2." .. i, net.block8, x, 0.20, {192, 192, 224, 256}):relu()
end
x = cnn.scope("block8", net.block8, x, 1, {192, 192, 224, 256})      -- the last is neither damped nor rectified
x = conv(x, "conv2d_7b", 1536)
return x:global_avgpool():flatten():dropout{0.2}:linear{1000, name = "classif"}
