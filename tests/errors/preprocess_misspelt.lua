local cnn = require "cnn"
return cnn.image{3, 8, 8, preprocess = "torchvison"}:relu()
--[[ expect
preprocess_misspelt.lua:2:12: error: image: "torchvison": no such preprocessing
    2 | return cnn.image{3, 8, 8, preprocess = "torchvison"}:relu()
      |            ^
  hint: did you mean "torchvision"? There are torchvision, caffe, tf, mnist and cifar
]]
