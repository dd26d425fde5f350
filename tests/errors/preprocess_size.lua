local cnn = require "cnn"
return cnn.image{3, 512, 512, preprocess = "caffe"}:relu()
--[[ expect
preprocess_size.lua:2:12: error: image: caffe makes pictures of 256x256, too small for 3x512x512
    2 | return cnn.image{3, 512, 512, preprocess = "caffe"}:relu()
      |            ^
  hint: caffe makes sizes up to 256
]]
