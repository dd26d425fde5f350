local cnn = require "cnn"
return cnn.image{3, 32, 32, labels = {}}:flatten():linear{2}
--[[ expect
labels_empty.lua:2:29: error: image: labels must be 1 to 65536 names
    2 | return cnn.image{3, 32, 32, labels = {}}:flatten():linear{2}
      |                             ^
]]
