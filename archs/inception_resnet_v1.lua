-- Inception-ResNet v1, 22,756,328 parameters, as the paper's figures 10 to 14 have it: as costly as Inception v3.
-- Names of parameters follow timm's Inception-ResNet v2.
local cnn = require "cnn"
local inception = require "inception"
local net = require "inception_resnet"

local x = inception.conv(net.stem(), "conv2d_4b", 256, inception.windows.valid_down)
x = net.repeated("repeat", 5, net.block35, x, 32, 32)
x = cnn.scope("mixed_6a", net.reduction_a, x, 192, 192, 256, 384)
x = net.repeated("repeat_1", 10, net.block17, x, {128, 128, 128, 128})
x = cnn.scope("mixed_7a", net.reduction_b, x, 256, 256, 256)
for i = 0, 4 do
  x = cnn.scope("repeat_2." .. i, net.block8, x, 0.20, {192, 192, 192, 192}):relu()
end
return x:global_avgpool():flatten():dropout{0.2}:linear{1000, name = "classif"}
