return {conv = function(x) return x:conv{4, kernel = 3} end, windows = {3, 5}}
--[[ expect
return_module.lua:1:1: error: the file returns a table with functions, not a tensor: it is a module
    1 | return {conv = function(x) return x:conv{4, kernel = 3} end, windows = {3, 5}}
      | ^
  hint: compile a network file that requires it: require "return_module"
]]
