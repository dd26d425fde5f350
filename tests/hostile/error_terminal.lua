-- expect: \x1b[31m\n red \x07
error("\27[31m\n red \a", 0)
