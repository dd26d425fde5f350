local cnn = require "cnn"
local x = cnn.image{3, 32, 32}
return {x:conv{8, kernel = 33}, ["a-b"] = x, c = 7, d = x:maxpool{33}}
--[[ expect
several_outputs.lua:3:11: error: conv: kernel 33x33 is larger than the padded input, 32x32 (input 3x32x32)
    3 | return {x:conv{8, kernel = 33}, ["a-b"] = x, c = 7, d = x:maxpool{33}}
      |           ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
several_outputs.lua:3:59: error: maxpool: kernel 33x33 is larger than the padded input, 32x32 (input 3x32x32)
    3 | return {x:conv{8, kernel = 33}, ["a-b"] = x, c = 7, d = x:maxpool{33}}
      |                                                           ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
several_outputs.lua:3:35: error: the name of output "a-b" may have letters, digits and _ only
    3 | return {x:conv{8, kernel = 33}, ["a-b"] = x, c = 7, d = x:maxpool{33}}
      |                                   ^
several_outputs.lua:3:46: error: output "c" is a number, not a tensor
    3 | return {x:conv{8, kernel = 33}, ["a-b"] = x, c = 7, d = x:maxpool{33}}
      |                                              ^
]]
