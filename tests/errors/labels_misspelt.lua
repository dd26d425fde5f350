local cnn = require "cnn"
return cnn.image{3, 32, 32, labels = "imagnet"}:flatten():linear{1000}
--[[ expect
labels_misspelt.lua:2:29: error: image: no labels "imagnet"
    2 | return cnn.image{3, 32, 32, labels = "imagnet"}:flatten():linear{1000}
      |                             ^
  hint: did you mean "imagenet"? There are cifar10, imagenet and mnist; or give a list of names
]]
