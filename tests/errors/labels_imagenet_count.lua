local cnn = require "cnn"
local x = cnn.image{3, 224, 224, preprocess = "torchvision", labels = "imagenet"}
return x:global_avgpool():flatten():linear{10}
--[[ expect
labels_imagenet_count.lua:2:62: error: image: 1000 labels, but the output has 10 values
    2 | local x = cnn.image{3, 224, 224, preprocess = "torchvision", labels = "imagenet"}
      |                                                              ^
]]
