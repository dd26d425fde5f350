-- args: -D preprocess=pytorch
local cnn = require "cnn"
return cnn.image{3, 8, 8}:relu()
--[[ expect
preprocess_wrong.lua:3:12: error: -D preprocess="pytorch": no such preprocessing
    3 | return cnn.image{3, 8, 8}:relu()
      |            ^
  hint: there are torchvision, caffe, tf, mnist and cifar
]]
