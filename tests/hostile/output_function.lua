-- expect: the file returns a function, not a tensor
-- line: 3
return print
