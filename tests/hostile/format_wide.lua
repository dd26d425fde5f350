-- expect: invalid conversion specification: '%999d'
print(("%999d"):format(1)) -- here
