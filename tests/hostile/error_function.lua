-- expect: the error is a function, not a string
error(error) -- here
