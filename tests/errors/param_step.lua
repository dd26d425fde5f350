-- args: -D depth=21 -D width=7 -D scale=0.3 -D channels=3
local cnn = require "cnn"
cnn.param("depth", 20, {min = 8, max = 1202, step = 6})
cnn.param("width", 4, {max = 64, step = 4})
cnn.param("scale", 1.0, {min = 0.25, max = 1, step = 0.25})
cnn.param("channels", 8, {min = 4, step = 4})
cnn.param("blocks", 3, {step = 2})
return cnn.image{3, 8, 8}:relu()
--[[ expect
param_step.lua:3:5: error: -D depth=21: not a number from 8 up to 1202 in steps of 6
    3 | cnn.param("depth", 20, {min = 8, max = 1202, step = 6})
      |     ^
  hint: the nearest are 20 and 26
param_step.lua:4:5: error: -D width=7: not a number up to 64 in steps of 4
    4 | cnn.param("width", 4, {max = 64, step = 4})
      |     ^
  hint: the nearest are 4 and 8
param_step.lua:5:5: error: -D scale=0.3: not a number from 0.25 up to 1 in steps of 0.25
    5 | cnn.param("scale", 1.0, {min = 0.25, max = 1, step = 0.25})
      |     ^
  hint: the nearest are 0.25 and 0.5
param_step.lua:6:5: error: -D channels=3: not a number from 4 in steps of 4
    6 | cnn.param("channels", 8, {min = 4, step = 4})
      |     ^
param_step.lua:7:5: error: param: the default of "blocks" is not a number in steps of 2
    7 | cnn.param("blocks", 3, {step = 2})
      |     ^
]]
