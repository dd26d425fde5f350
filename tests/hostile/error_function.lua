-- expect: the error is a function, not a text
error(error) -- here
