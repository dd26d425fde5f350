local cnn = require "cnn"
return cnn.image{3, 32, 32, labels = "birds of Europe"}:flatten():linear{1000}
--[[ expect
labels_unknown.lua:2:29: error: image: no labels "birds of Europe"
    2 | return cnn.image{3, 32, 32, labels = "birds of Europe"}:flatten():linear{1000}
      |                             ^
  hint: there are cifar10, imagenet and mnist; or give a list of names
]]
