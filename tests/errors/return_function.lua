return function(x)
  return x:relu()
end
--[[ expect
return_function.lua:1:1: error: the file returns a function, not a tensor: it is a module
    1 | return function(x)
      | ^
  hint: compile a network file that requires it: require "return_function"
]]
