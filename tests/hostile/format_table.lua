-- expect: string.format: argument 2 is a table
print(string.format("%s", {})) -- here
