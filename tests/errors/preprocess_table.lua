local cnn = require "cnn"
return cnn.image{3, 32, 32, preprocess = {
  resize = -1, crop = 2.5, zero_pad = "2", bgr = 1, scale = {}, mean = {1, 2}, std = 0, means = 3}}:relu()
--[[ expect
preprocess_table.lua:2:29: error: preprocess: no option "means"
    2 | return cnn.image{3, 32, 32, preprocess = {
      |                             ^
  hint: did you mean "mean"? preprocess takes resize, crop, zero_pad, bgr, grey, scale, mean, std
preprocess_table.lua:2:12: error: image: preprocess: bgr must be true or false, not a number
    2 | return cnn.image{3, 32, 32, preprocess = {
      |            ^
preprocess_table.lua:2:12: error: image: preprocess: resize must be a whole number from 0 to 65536
    2 | return cnn.image{3, 32, 32, preprocess = {
      |            ^
preprocess_table.lua:2:12: error: image: preprocess: crop must be a whole number from 1 to 65536
    2 | return cnn.image{3, 32, 32, preprocess = {
      |            ^
preprocess_table.lua:2:12: error: image: preprocess: zero_pad must be a whole number from 0 to 65536
    2 | return cnn.image{3, 32, 32, preprocess = {
      |            ^
preprocess_table.lua:2:12: error: image: preprocess: scale must be a number from -1e+06 to 1e+06
    2 | return cnn.image{3, 32, 32, preprocess = {
      |            ^
preprocess_table.lua:2:12: error: image: preprocess: mean must be 3 numbers from -1e+06 to 1e+06
    2 | return cnn.image{3, 32, 32, preprocess = {
      |            ^
preprocess_table.lua:2:12: error: image: preprocess: std must be 3 numbers from 1e-06 to 1e+06
    2 | return cnn.image{3, 32, 32, preprocess = {
      |            ^
]]
