local cnn = require "cnn"
return cnn.image{3, 32, 32, labels = {"cat", "dog", "bird"}}:flatten():linear{2}
--[[ expect
labels_count.lua:2:29: error: image: 3 labels, but the output has 2 values
    2 | return cnn.image{3, 32, 32, labels = {"cat", "dog", "bird"}}:flatten():linear{2}
      |                             ^
]]
