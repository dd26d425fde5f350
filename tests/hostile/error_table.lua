-- expect: the error is a table, not a text
error{} -- here
