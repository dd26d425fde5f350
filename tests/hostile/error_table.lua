-- expect: the error is a table, not a string
error{} -- here
