-- args: -D deep=3
local cnn = require "cnn"
local x = cnn.image{3, 32, 32, labels = "cifar"}
local a = x:conv{16, kernel = 3, pads = 1}
local b = x:conv{16, kernel = 3, groups = 5}
local c = x:maxpool{2, stride = 2, pad = 3}
local d = x:linear{10}
local e = x + x:maxpool{2}
local f = x:relu():maxpool{40}
return {a .. b .. c, output = e, d}
--[[ expect
several_errors.lua:3:32: error: image: no labels "cifar"
    3 | local x = cnn.image{3, 32, 32, labels = "cifar"}
      |                                ^
  hint: did you mean "cifar10"? There are cifar10, imagenet and mnist; or give a list of names
several_errors.lua:4:34: error: conv: no option "pads"
    4 | local a = x:conv{16, kernel = 3, pads = 1}
      |                                  ^
  hint: did you mean "pad"? conv takes out, kernel, stride, pad, dilation, groups, bias, table, init_scale, name
several_errors.lua:5:13: error: conv: groups 5 does not divide 3 channels
    5 | local b = x:conv{16, kernel = 3, groups = 5}
      |             ^
  hint: it has to divide both the 3 channels that come in and the 16 that go out
several_errors.lua:6:13: error: maxpool: pad {3, 3, 3, 3} is more than half the kernel, 2x2
    6 | local c = x:maxpool{2, stride = 2, pad = 3}
      |             ^
  hint: at most {1, 1}
several_errors.lua:7:13: error: linear: takes a row of values, not 3x32x32
    7 | local d = x:linear{10}
      |             ^
  hint: put flatten() before it
several_errors.lua:8:13: error: add: 3x32x32 and 3x16x16 differ
    8 | local e = x + x:maxpool{2}
      |             ^
  hint: 3x32x32 needs a projection: conv{3, kernel = 1, stride = 2}
several_errors.lua:9:20: error: maxpool: kernel 40x40 is larger than the padded input, 32x32 (input 3x32x32)
    9 | local f = x:relu():maxpool{40}
      |                    ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
several_errors.lua:10:22: error: two outputs are named "output"
   10 | return {a .. b .. c, output = e, d}
      |                      ^
several_errors.lua: error: -D deep=3: the network has no parameter "deep"
  hint: there are preprocess and size
]]
