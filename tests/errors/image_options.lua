local cnn = require "cnn"
return cnn.image{3, 224, 224, preproces = "caffe", 5}:relu()
--[[ expect
image_options.lua:2:31: error: image: no option "preproces"
    2 | return cnn.image{3, 224, 224, preproces = "caffe", 5}:relu()
      |                               ^
  hint: did you mean "preprocess"? image takes preprocess, labels, min, max
image_options.lua:2:12: error: image: no option [4]
    2 | return cnn.image{3, 224, 224, preproces = "caffe", 5}:relu()
      |            ^
  hint: image takes preprocess, labels, min, max
]]
