local cnn = require "cnn"
return cnn.image{3, 32, 32, labels = {"cat", 7}}:flatten():linear{2}
--[[ expect
labels_list.lua:2:29: error: image: a label must be a string, not a number
    2 | return cnn.image{3, 32, 32, labels = {"cat", 7}}:flatten():linear{2}
      |                             ^
]]
