-- expect: the error is nothing, not a text
error(nil) -- here
