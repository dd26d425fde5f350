-- expect: the error is nothing, not a string
error(nil) -- here
